"""Files extended before extensions were rows keep their days, and say who approved them and when."""

from datetime import date
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps

from approvals.actions import deciding
from approvals.models import ApprovalCase, CaseExtension, Matter

from .world import Office, moment

carry = import_module("approvals.migrations.0003_carry_extensions")


class Before:
    """The app registry of the migration: files still hold the reason in a column of their own."""

    def __init__(self, **reasons: str) -> None:
        self.reasons = reasons

    def get_model(self, app: str, name: str) -> object:
        return self if name == "ApprovalCase" else apps.get_model(app, name)

    @property
    def objects(self) -> object:
        cases = list(ApprovalCase.objects.filter(extension_days__gt=0).select_related("matter", "project"))
        for case in cases:
            case.extension_reason = self.reasons[case.project.code]
        return SimpleNamespace(filter=lambda **_: SimpleNamespace(select_related=lambda _: cases))


@pytest.mark.parametrize(
    ("told", "reason", "approver"),
    [
        ("情况复杂（涉及两县）（局长批准）", "情况复杂（涉及两县）", "局长"),
        ("情况复杂，经研究", "情况复杂，经研究", "原记录未载明"),
    ],
)
def test_a_reason_with_its_approver_becomes_a_row(office: Office, told: str, reason: str, approver: str) -> None:
    case = office.extend(office.accepted(office.project("A1"), "LX01", moment(3, 1)), moment(3, 2), days=5)
    CaseExtension.objects.all().delete()
    carry.carry_over(Before(A1=told), None)
    row = CaseExtension.objects.get()
    assert (row.case_id, row.days, row.reason, row.approver) == (case.pk, 5, reason, approver)
    assert (row.extended_on, row.extended_by_label) == (date(2018, 3, 2), office.officer.display_name)
    assert row.legal_basis == "行政许可法第42条"


def test_decided_files_learn_what_a_restart_dropped(office: Office) -> None:
    Matter.objects.filter(code="LX01").update(resume_mode="restart")
    case = office.accepted(office.project(), "LX01", moment(3, 1))
    case = office.resume(office.pause(case, moment(3, 6), kind="rectification"), moment(3, 12))
    deciding.decide(**office._seen(case), outcome=deciding.Outcome("grant", "1号"), by=office.officer, at=moment(3, 14))
    ApprovalCase.objects.update(dropped_days=0)
    carry.settle_dropped(apps, None)
    assert ApprovalCase.objects.get().dropped_days == 3
