"""Days, months, spans and durations as people write them."""

from datetime import date, datetime

from .habit import Habit, habit, only

_HEADS = ("项目名称", "计划开工时间", "计划竣工时间")


def _days(
    name: str, *written: tuple, read: tuple[tuple[str, str], ...], issues: tuple[str, ...] = (), **said: object
) -> Habit:
    """Start and finish, one project a line."""
    rows = []
    for number, (start, finish) in enumerate(read, start=1):
        given = {"planned_start": start, "planned_finish": finish}
        rows.append(only(f"项目{number}", **{key: value for key, value in given.items() if value}))
    lines = [(f"项目{number}", *pair) for number, pair in enumerate(written, start=1)]
    return habit(name, ("2018年项目表",), said.pop("heads", _HEADS), *lines, rows=rows, issues=issues, **said)


def _spans(name: str, *written: object, read: tuple[tuple[str, str], ...], issues: tuple[str, ...] = ()) -> Habit:
    return _days(
        name, *((value, None) for value in written), read=read, issues=issues,
        heads=("项目名称", "建设起止年限", "备注"),
    )  # fmt: skip


DAYS = (
    _days(
        "days in all forms",
        ("2018-02-23", "2018/12/3"), ("2018.2.23", "2018年12月3日"),
        (date(2018, 2, 23), datetime(2018, 12, 3, 0, 0)),
        ("20180223", 20181203), ("２０１８年２月２３日", "2018-12-03 00:00:00"),
        read=(("2018-02-23", "2018-12-03"),) * 5,
    ),
    _days(
        "months in all forms",
        ("2018.03", "2018年12月"), ("2018年3月份", "201812"), (201803, 2018.12), ("2018-3", "2018/12"),
        ("3月", "12月底"),
        read=(("2018-03-01", "2018-12-31"),) * 5,
    ),
    _days(
        "day numbers without a date format",
        (43154, 43437), read=(("2018-02-23", "2018-12-03"),), issues=("B3 serial", "C3 serial"),
    ),
    _days(
        "years and parts of years",
        ("2018", "2018年"), ("2018年一季度", "2018年第四季度"), ("2018年上半年", "2018年12月上旬"),
        read=(("2018-01-01", "2018-12-31"), ("2018-01-01", "2018-12-31"), ("2018-01-01", "2018-12-31")),
        issues=("B3 year_to_day", "B4 part_to_day", "B5 part_to_day", "C3 year_to_day", "C4 part_to_day",
            "C5 part_to_day"),
    ),
    _days(
        "dates that may mean two things",
        (2018.1, "12.18"), ("09.10", "3.5"), read=(("", ""),) * 2,
        issues=("B3 month_one_or_ten", "B4 short_date", "C3 short_date", "C4 short_date"),
    ),
    _days(
        "no dates",
        ("开工后定", "2018-02-30"), ("2018.13", "0218-02-03"), ("三月", "180天"), ("—", "待定"), read=(("", ""),) * 4,
        issues=("B3 not_a_date", "B4 no_such_day", "B5 not_a_date", "C3 no_such_day", "C4 year_out_of_range",
            "C5 not_a_date"),
    ),
    _spans(
        "spans in all forms",
        "2016-2019", "2016—2019", "2016年～2019年", "2016至2019",
        read=(("2016-01-01", "2019-12-31"),) * 4,
        issues=tuple(f"B{row} year_to_day" for row in (3, 3, 4, 4, 5, 5, 6, 6)),
    ),
    _spans(
        "spans of months and days, and one without an end",
        "2017.10-2018.12", "2017年10月至2018年12月", "2017-10-01-2018-12-31", "2017/10—2018/12", "2017.10-",
        "2017.10至今",
        read=(("2017-10-01", "2018-12-31"),) * 4 + (("2017-10-01", ""),) * 2,
    ),
    _spans("a span within a year", "2018年3月至12月", "2018.3-2018.12", read=(("2018-03-01", "2018-12-31"),) * 2),
    _spans(
        "durations, short spans and spans that run back",
        "365日历天", "24个月", "09.10-11.3", "2019-2016", "2018-12",
        read=(("", ""),) * 5,
        issues=("B3 not_a_span", "B4 not_a_span", "B5 short_date", "B5 short_date", "B6 span_backwards",
            "B7 not_a_date"),
    ),
)  # fmt: skip
