"""What the auditor reads is in words: an app that names its actions names every one it writes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps

from core.journal.labels import action_labels

NAMING = [app for app in apps.get_app_configs() if hasattr(app, "journal_actions")]


def written_actions(app: AppConfig) -> Iterator[str]:
    """The constant `action=` of every call of `record` in the app's source."""
    for file in Path(app.path).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                values = [word.value for word in node.keywords if word.arg == "action"]
                yield from (value.value for value in values if isinstance(value, ast.Constant))


@pytest.mark.parametrize("app", NAMING, ids=lambda app: app.label)
def test_every_action_of_an_app_has_a_label(app):
    assert not set(written_actions(app)) - set(action_labels())


def test_labels_are_chinese_and_unique():
    labels = list(action_labels().values())
    assert len(labels) == len(set(labels))
    assert all(any("一" <= sign <= "鿿" for sign in label) for label in labels)
