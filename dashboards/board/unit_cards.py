"""The cards of a unit's own page: its plan, its starts, its month, its flagships and its place in the ranking."""

from decimal import Decimal

from core.foundation.money import rate
from reporting.choices import Light

from .amounts import Amount, Kind
from .cards import Card, Message, lead_message
from .flagships import Flagships
from .links import figure_url
from .reading import Reading
from .standings import Standings


def unit_cards(reading: Reading, standings: Standings, flagships: Flagships) -> tuple[Card, ...]:
    cards = [_investment(reading), _starts(reading), _month(reading), _rank(reading, standings)]
    if flagships.count:
        cards.insert(3, _flagships(reading, flagships))
    return tuple(cards)


def _figure(reading: Reading) -> str:
    return figure_url(reading.brief, "whole")


def _investment(reading: Reading) -> Card:
    total = reading.total
    return Card(
        code="investment",
        title="年度投资",
        goal=Amount(total.initial_plan_wan, Kind.YI),
        value=Amount(total.ytd_wan, Kind.YI),
        rate=total.rate,
        rate_label="完成",
        tick=reading.schedule,
        message=lead_message(reading.lead(total), reading.light(total)),
        sub="年初计划",
        foot=(
            ("还差", Amount(max(total.initial_plan_wan - total.ytd_wan, Decimal(0)), Kind.YI)),
            ("调整后计划", Amount(total.plan_wan, Kind.YI)),
        ),
        figure=_figure(reading),
    )


def _starts(reading: Reading) -> Card:
    total = reading.total
    startable = total.projects - reading.planning
    overdue = total.overdue_starts
    return Card(
        code="starts",
        title="项目开工",
        goal=Amount(total.projects, Kind.COUNT),
        value=Amount(total.started, Kind.COUNT),
        rate=rate(Decimal(total.started), Decimal(startable)),
        rate_label="开工率",
        tick=rate(Decimal(total.should_have_started), Decimal(startable)),
        message=Message("late", "逾期未开工", Amount(overdue, Kind.COUNT), "个")
        if overdue
        else Message("ok", "按期开工"),
        sub="不含前期",
        foot=(
            ("应开工", Amount(total.should_have_started, Kind.COUNT)),
            ("未开工", Amount(startable - total.started, Kind.COUNT)),
            ("前期", Amount(reading.planning, Kind.COUNT)),
        ),
        figure=_figure(reading),
    )


def _month(reading: Reading) -> Card:
    total, before = reading.total, reading.previous
    due = total.due_wan - (before.tally.due_wan if before else 0)
    return Card(
        code="month",
        title=f"{reading.brief.month.short}完成",
        goal=Amount(due, Kind.YI),
        value=Amount(total.month_wan, Kind.YI),
        rate=rate(total.month_wan, due),
        rate_label="占月计划",
        tick=None,
        message=Message("", "其中冲减", Amount(total.write_back_wan, Kind.YI), "亿元")
        if total.write_back_wan
        else Message("", "没有冲减"),
        sub="月计划合计",
        foot=(("已审月报", f"{total.reported}/{total.expected}"),),
        figure=_figure(reading),
    )


def _flagships(reading: Reading, flagships: Flagships) -> Card:
    lights = (Light.GREEN, Light.YELLOW, Light.RED)
    return Card(
        code="flagships",
        title="标杆项目",
        goal=Amount(flagships.plan_wan, Kind.YI),
        value=Amount(flagships.ytd_wan, Kind.YI),
        rate=flagships.rate,
        rate_label="完成",
        tick=reading.schedule,
        message=lead_message(flagships.lead, reading.judge(flagships.ytd_wan, flagships.plan_wan)),
        sub=f"共 {flagships.count} 个",
        foot=tuple((light.label, Amount(flagships.lights[light], Kind.COUNT)) for light in lights),
        figure=_figure(reading),
        is_flagship=True,
    )


def _rank(reading: Reading, standings: Standings) -> Card:
    own = next((row for row in standings.ranked if reading.sight.covers(row.unit.pk)), None)
    others = len(standings.ranked)
    return Card(
        code="rank",
        title="全市位次",
        goal=None,
        value=Amount(own.rank if own else None, Kind.COUNT),
        rate=own.rate if own else None,
        rate_label="完成率",
        tick=reading.schedule,
        message=Message("", f"{others}个单位参加排名" if own else "市本级单列，不参加排名"),
        sub=f"较上月{own.change}" if own and own.moved is not None else "",
        figure=own.figure if own else "",
    )
