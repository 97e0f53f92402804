from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.foundation import clock
from core.foundation.months import Month
from projects.models import Campaign
from reporting import rollups
from reporting.models import Brief, ReportingMonth


class Command(BaseCommand):
    help = "汇总一个月：未锁数的更新暂定汇总，已锁数的核对定版汇总（没有则补做）。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", required=True, help="月份，如 2018-06")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = Month.parse(options["month"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        opened = ReportingMonth.objects.filter(campaign__year=month.year, month=month).first()
        if opened is None:
            raise CommandError(f"{month.label}尚未开放填报，没有可汇总的数据。")
        campaign = Campaign.objects.get(pk=opened.campaign_id)
        if opened.is_locked:
            self._verify(campaign, opened)
        else:
            brief = rollups.refresh_running(campaign=campaign, month=month, at=clock.now())
            self._print(brief)

    def _verify(self, campaign: Campaign, opened: ReportingMonth) -> None:
        """An issued brief is never written again: it is recomputed and compared, or made if its job never ran."""
        brief = Brief.objects.filter(campaign=campaign, month=opened.month, number__gt=0).order_by("-number").first()
        if brief is None:
            locked_at = opened.locked_at or clock.now()
            brief = rollups.issue(campaign=campaign, month=opened.month, at=locked_at, reason="锁数")
        same = rollups.briefs.recompute_digest(brief) == brief.digest
        self._print(brief)
        if not same:
            raise CommandError("重新计算的摘要与定版不一致，请查日志（manage.py verify）。")

    def _print(self, brief: Brief) -> None:
        self.stdout.write(
            f"{brief.month} {brief.label} 应报{brief.expected} 已报{brief.reported} 沿用{brief.carried} {brief.digest}"
        )
