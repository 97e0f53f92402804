"""Rows as nearly every program writes nearly all of them: one pattern takes such a row whole, and no parser sees it.

What the pattern leaves nothing open about is what the walk asks of a row: that all its cells are its own and near, that
every formula has a value, that nothing in it is an error. All other rows are the parser's.
"""

import re

# To FZ, the 182nd column, which is within any limit. An error (t="e") or a formula without a value is not plain.
_REFERENCE = rb'<c r="[A-F]?[A-Z]\1"'
_TYPE = rb"""(?: s="[0-9]+")?(?: t="[^e"<>'][^"<>']*+")?"""
_VALUE = rb"<v>[^<]*+</v>|<v ?/>|<is><t[^<>']*+>[^<]*+</t></is>"
_FORMULA = rb"<f[^<>']*+(?:/>|>[^<]*+</f>)<v>[^<\s&][^<]*+</v>"
_ROW = rb"""<row r="([1-9][0-9]{0,6})"([^<>']*)>((?:%s%s(?:/>|>(?:%s)?</c>))*+)</row>"""

PLAIN = re.compile(_ROW % (_REFERENCE, _TYPE, _VALUE + rb"|" + _FORMULA))
"""A row's number, its other attributes, its cells."""

PLAIN_WITHOUT_FORMULAS = re.compile(_ROW % (_REFERENCE, _TYPE, _VALUE))
"""For workbooks whose formulas' values count for nothing when they are 0."""


def styled(styles: list[str]) -> re.Pattern[bytes]:
    """The letters and the style of cells in one of some styles."""
    return re.compile(rb'<c r="([A-Z]+)[0-9]+" s="(%s)"' % b"|".join(style.encode() for style in styles))
