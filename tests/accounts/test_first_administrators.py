"""A production portal starts with three different administrators and nobody else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core.accounts.models import RoleGrant, User
from core.organisations.models import ReportingUnit

NAMES = {"system_admin": "xitong", "security_admin": "anquan", "audit_admin": "shenji"}


def test_the_three_are_made_once_each_with_a_password_that_must_be_changed(db: None) -> None:
    out = StringIO()
    call_command("create_administrators", **NAMES, stdout=out)
    assert RoleGrant.objects.count() == User.objects.count() == 3
    assert ReportingUnit.objects.count() == 14
    password = (
        next(line for line in out.getvalue().splitlines() if "xitong" in line).split("一次性密码 ")[1].split("（")[0]
    )
    client = Client()
    assert client.post("/login/", {"username": "xitong", "password": password}).status_code == 302
    assert client.get("/accounts/").headers["Location"].startswith("/password/")
    with pytest.raises(CommandError, match="已经有管理员"):
        call_command("create_administrators", **NAMES)


def test_one_person_cannot_be_two_administrators(db: None) -> None:
    with pytest.raises(CommandError, match="三员分立"):
        call_command("create_administrators", **{**NAMES, "audit_admin": "xitong"})
    assert not User.objects.exists()
