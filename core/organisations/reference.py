"""What stands in no form: divisions of GB/T 2260, who reports, who sits at the joint meeting, which days are worked.

Rows of this page are the first state of an installation. People may change them afterwards (contacts, tiles, names of
departments), therefore installing again adds what is missing and never touches what is there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chinese_calendar.constants import Holiday, holidays, workdays

from core.foundation.working_days import statutory_days

from .choices import UnitKind

CALENDAR_YEARS = range(2017, 2027)

REGIONS = {
    "350500": "泉州市",
    "350502": "鲤城区",
    "350503": "丰泽区",
    "350504": "洛江区",
    "350505": "泉港区",
    "350521": "惠安县",
    "350524": "安溪县",
    "350525": "永春县",
    "350526": "德化县",
    "350527": "金门县",  # in the code list, not administered: never a reporting unit
    "350581": "石狮市",
    "350582": "晋江市",
    "350583": "南安市",
}

RANKING_GROUPS = {
    "districts": "市辖区",
    "county_cities": "县级市及惠安",
    "mountain_counties": "山区县",
    "zones": "开发区",
    "city_level": "市直",
}


@dataclass(frozen=True)
class UnitRow:
    """A reporting unit as first installed; `tile` is its (row, column) on the schematic map of four rows by five."""

    code: str
    name: str
    kind: UnitKind
    group: str
    tile: tuple[int, int]
    short_name: str = ""
    is_ranked: bool = True
    merged_into: str = ""

    @property
    def region(self) -> str | None:
        """The zones have no code of GB/T 2260."""
        return self.code if self.code in REGIONS else None


UNITS = (
    UnitRow("350502", "鲤城区", UnitKind.COUNTY, "districts", (3, 3)),
    UnitRow("350503", "丰泽区", UnitKind.COUNTY, "districts", (3, 4)),
    UnitRow("350504", "洛江区", UnitKind.COUNTY, "districts", (2, 4)),
    UnitRow("350505", "泉港区", UnitKind.COUNTY, "districts", (1, 5)),
    UnitRow("350582", "晋江市", UnitKind.COUNTY, "county_cities", (4, 4)),
    UnitRow("350581", "石狮市", UnitKind.COUNTY, "county_cities", (4, 5)),
    UnitRow("350583", "南安市", UnitKind.COUNTY, "county_cities", (3, 2)),
    UnitRow("350521", "惠安县", UnitKind.COUNTY, "county_cities", (2, 5)),
    UnitRow("350524", "安溪县", UnitKind.COUNTY, "mountain_counties", (3, 1)),
    UnitRow("350525", "永春县", UnitKind.COUNTY, "mountain_counties", (2, 2)),
    UnitRow("350526", "德化县", UnitKind.COUNTY, "mountain_counties", (1, 3)),
    UnitRow("QZKFQ", "泉州开发区", UnitKind.ZONE, "zones", (4, 3)),
    # The province counts 惠安 with this zone inside.
    UnitRow("QZTSQ", "泉州台商投资区", UnitKind.ZONE, "zones", (3, 5), short_name="台商投资区", merged_into="350521"),
    UnitRow("350500", "市本级", UnitKind.CITY_LEVEL, "city_level", (4, 1), is_ranked=False),
)

MEMBERS = {
    "FGW": "市发展和改革委员会",
    "CZJ": "市财政局",
    "GTZYJ": "市国土资源局",
    "CXGHJ": "市城乡规划局",
    "HBJ": "市环境保护局",
    "JTYSW": "市交通运输委员会",
    "SLJ": "市水利局",
    "LYJ": "市林业局",
    "NYJ": "市农业局",
    "WGXJ": "市文化广电新闻出版局",
    "GAJ": "市公安局",
    "CGZFJ": "市城市管理行政执法局",
    "XZFWZX": "市行政服务中心管理委员会",
    "GZW": "市人民政府国有资产监督管理委员会",
    "TJJ": "市统计局",
    "GDGS": "国网泉州供电公司",
}
"""Departments of the joint meeting, by local code, under their names of 2018."""

SECTIONS = {
    "ZJ-BGS": "办公室",
    "ZJ-CJK": "城市建设科",
    "ZJ-CZK": "村镇建设科",
    "ZJ-FCK": "房地产市场监管科",
    "ZJ-JZY": "建筑业科",
    "ZJ-ZAK": "质量安全科",
    "ZJ-KSK": "勘察设计科",
    "ZJ-SPK": "行政审批科",
    "ZJ-JCK": "计划财务科",
}
"""Sections of the bureau, by local code."""

_HOLIDAY_NAMES = {holiday.value: holiday.chinese for holiday in Holiday}


@dataclass(frozen=True)
class AnnouncedDay:
    date: date
    is_working: bool
    note: str


def announced_days(years: Iterable[int] = CALENDAR_YEARS) -> list[AnnouncedDay]:
    """The days the State Council's notices name (holidays and shifted working days), in order; some 35 a year."""
    days = statutory_days(years)
    return [
        AnnouncedDay(day, works, f"{_HOLIDAY_NAMES[name]}{'调休' if works else ''}")
        for day, works in days.items()
        if (name := (workdays if works else holidays).get(day))
    ]
