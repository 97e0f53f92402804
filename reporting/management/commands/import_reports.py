"""`manage.py import_reports FILE --month 2018-07 [--as USERNAME] [--dry-run] [--json]`: the reports desk by command."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from core.accounts.models import User
from core.accounts.roles import Can
from core.foundation.verdict import Refused
from core.intake.commands import ImportCommand
from core.intake.desks import Occasion, desk_named
from core.journal.actor import Actor
from core.organisations.models import ReportingUnit
from reporting.imports.desk import month_of
from reporting.imports.forms import DRAFT, SEND


class Command(ImportCommand):
    help = (
        "导入月报表：读取、核对、报送。不写 --as 的只能核对（--dry-run），范围为全市。"
        "退出码 0 全部读懂，1 有问题待处理（不写入），2 文件未能读取。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--month", required=True, help="填报月，如 2018-07")
        parser.add_argument("--unit", default="", help="只看一个上报单位（代码）")
        parser.add_argument("--as", dest="username", default="", help="以哪个账号报送")
        parser.add_argument("--draft", action="store_true", help="存为草稿，不报送")
        parser.add_argument("--reason", default="命令行导入", help="说明")

    def occasion(self, options: Mapping[str, Any]) -> Occasion:
        person = _person(options["username"]) if options["username"] else None
        if person is None and not options["dry_run"]:
            raise Refused("月报须由填报人报送：请用 --as 指明账号，或加 --dry-run 只核对", code="no_person", status=422)
        occasion = Occasion(desk_named("reports"), options["month"], person)
        month_of(occasion)
        if options["unit"]:
            code = _unit(options["unit"], person).code
            occasion.once("unit", lambda: code)
        return occasion

    def words(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"how": DRAFT if options["draft"] else SEND, "reason": options["reason"]}

    def actor(self, options: Mapping[str, Any]) -> Actor:
        return _person(options["username"]).actor


def _person(username: str) -> User:
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise Refused(f"没有账号“{username}”，或已停用", code="no_person", status=422)
    person.may(Can.FILL_REPORTS).require()
    return person


def _unit(code: str, person: User | None) -> ReportingUnit:
    unit = ReportingUnit.objects.filter(code=code).first()
    if unit is None:
        raise Refused(f"没有上报单位“{code}”", code="no_unit", status=422)
    if person is not None and unit.pk not in person.scope(Can.FILL_REPORTS).unit_ids:
        raise Refused(f"“{person.display_name}”不填报{unit.name}", code="forbidden", status=403)
    return unit
