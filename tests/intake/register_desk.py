"""The register's import desk in the words of tests: a file and a year in, an analysis or a batch out."""

from datetime import datetime
from typing import BinaryIO

from core.intake import actions
from core.intake.analysis import Analysis
from core.intake.analysis import analyse as analyse_occasion
from core.intake.desks import Occasion, desk_named
from core.intake.models import Batch
from core.journal.actor import Actor
from projects.actions import BatchPaper
from projects.models import Campaign

__all__ = ["Analysis", "analyse", "commit", "receive"]


def occasion(campaign: Campaign) -> Occasion:
    return Occasion(desk_named("register"), str(campaign.year))


def analyse(file: BinaryIO, name: str, campaign: Campaign, *, limits: str = "screen") -> Analysis:
    return analyse_occasion(file, name, occasion(campaign), limits=limits)


def receive(file: BinaryIO, name: str, *, campaign: Campaign, by: Actor, at: datetime, limits: str = "screen") -> Batch:
    return actions.receive(file, name, occasion=occasion(campaign), by=by, at=at, limits=limits)


def commit(batch: Batch, *, reason: str, paper: BatchPaper | None, seen_digest: str, by: Actor, at: datetime) -> Batch:
    words = {"reason": reason, "paper": paper}
    return actions.commit(batch, words=words, seen_digest=seen_digest, by=by, at=at)
