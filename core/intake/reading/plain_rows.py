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
_CONTENTS = {False: _VALUE + rb"|" + _FORMULA, True: _VALUE}
"""By whether formulas are left to the parser."""
_NUMBER = rb'<row r="([1-9][0-9]{0,6})"'
_ROW = _NUMBER + rb"""([^<>']*)>((?:%s%s(?:/>|>(?:%s)?</c>))*+)</row>"""
_SHOWN = rb"""(?:[^<>'h]|h(?!idden))*+>"""
_FILLED_ROWS = rb"(?:%s%s(?:%s(?:/>|></c>))*+%s>(?:%s)</c>(?:%s(?:/>|>(?:%s)?</c>))*+</row>)*+"


def plain(*, without_formulas: bool) -> re.Pattern[bytes]:
    """A row: its number, its other attributes, its cells. Formulas are the parser's where their values count for
    nothing when they are 0.
    """
    return re.compile(_ROW % (_REFERENCE, _TYPE, _CONTENTS[without_formulas]))


def filled(*, without_formulas: bool) -> re.Pattern[bytes]:
    """As many plain rows as follow each other, or none, that are not hidden and have a value."""
    cell, contents = _REFERENCE + _TYPE, _CONTENTS[without_formulas]
    return re.compile(_FILLED_ROWS % (_NUMBER, _SHOWN, cell, cell, contents, cell, contents))


NUMBERS = re.compile(_NUMBER)


def styled(styles: list[str]) -> re.Pattern[bytes]:
    """The letters, the row and the style of cells in one of some styles."""
    return re.compile(rb'<c r="([A-Z]+)([0-9]+)" s="(%s)"' % b"|".join(style.encode() for style in styles))
