"""A Word document in the layout of official papers (GB/T 9704-2012): page, faces, sizes, indents. No words of its own.

Faces that are not free are named, never shipped: a machine without them falls back to its own Song, Fang-song and Hei.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FANGSONG, HEI, KAI, TITLE_SONG, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
BODY, TITLE, SMALL, CELL = Pt(16), Pt(22), Pt(14), Pt(12)
LINE = Pt(28.95)
"""225 mm of type area in 22 lines."""

TOP, LEFT, RIGHT, BOTTOM = Mm(37), Mm(28), Mm(26), Mm(35)
LINE_PITCH = "579"
CLOSER = "-5"
"""Twentieths of a point between characters of body text: 28 of them fit 156 mm. A grid of characters says the same to
Word; other editors give each character two of its cells."""

_AFTER_BORDERS = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct", "w:topLinePunct",
    "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind",
    "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
)  # fmt: skip
"""What the schema wants behind the borders of a paragraph; Word calls a file broken that has them elsewhere."""

RED = RGBColor(0xC0, 0x00, 0x00)


@dataclass(frozen=True)
class Face:
    """East-Asian face, size and colour of a run."""

    name: str = FANGSONG
    size: Pt = BODY
    is_red: bool = False


PLAIN = Face()


def new_paper() -> Paper:
    """An empty A4 document: margins, 22 lines by 28 characters, page numbers at the outer edge."""
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.footer_distance = Mm(25)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in (("type", "lines"), ("linePitch", LINE_PITCH)):
        grid.set(qn(f"w:{name}"), value)
    paper.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    style = paper.styles["Normal"]
    style.font.size = BODY
    _set_face(style.element.get_or_add_rPr(), FANGSONG)
    return paper


def _set_face(properties: object, name: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def add_words(paragraph: Paragraph, text: str, face: Face = PLAIN) -> None:
    run = paragraph.add_run(text)
    run.font.size = face.size
    if face.is_red:
        run.font.color.rgb = RED
    properties = run._r.get_or_add_rPr()
    _set_face(properties, face.name)
    if face.size == BODY:
        closer = OxmlElement("w:spacing")
        closer.set(qn("w:val"), CLOSER)
        properties.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def line(paper: Paper, text: str = "", face: Face = PLAIN, *, centred: bool = False, indent: bool = False) -> Paragraph:
    """One paragraph on the grid; `indent` leaves two characters free, as body text does."""
    paragraph = paper.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE if face.size < Pt(30) else Pt(48)
    if face.size > BODY:
        _off_the_grid(paragraph)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indent:
        shape.first_line_indent = face.size * 2
    if text:
        add_words(paragraph, text, face)
    return paragraph


def _off_the_grid(paragraph: Paragraph) -> None:
    """Large letters keep their own line: on the grid some editors give them two."""
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(off, *_AFTER_BORDERS[_AFTER_BORDERS.index("w:snapToGrid") + 1 :])


def line_at_end(paper: Paper, text: str) -> Paragraph:
    """Right-hand, four characters from the edge: issuer and date."""
    paragraph = line(paper, text)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.right_indent = BODY * 4
    return paragraph


def new_page(paper: Paper) -> None:
    """What follows begins on the next page."""
    line(paper).paragraph_format.page_break_before = True


def table(paper: Paper, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    """A ruled table in size 小四 (12 pt); the heads come again on every page. Widths in millimetres."""
    made = paper.add_table(rows=1, cols=len(heads), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    repeat = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    _fill(made.rows[0].cells, heads, Face(HEI, CELL), widths)
    for row in rows:
        _fill(made.add_row().cells, row, Face(size=CELL), widths)


def _fill(cells: Sequence[_Cell], texts: Sequence[str], face: Face, widths: Sequence[int]) -> None:
    for cell, text, width in zip(cells, texts, widths, strict=True):
        cell.width, cell.vertical_alignment = Mm(width), WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        _off_the_grid(paragraph)
        shape = paragraph.paragraph_format
        shape.space_before = shape.space_after = Pt(2)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(17)
        is_number = bool(text) and text.lstrip("+−-").replace(",", "").replace(".", "").isdecimal()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_number else WD_ALIGN_PARAGRAPH.CENTER
        add_words(paragraph, text, face)


def body(paper: Paper, text: str) -> Paragraph:
    return line(paper, text, indent=True)


def heading(paper: Paper, text: str) -> Paragraph:
    """First level: 一、 in 黑体; never the last line of a page."""
    paragraph = line(paper, text, Face(HEI), indent=True)
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def labelled(paper: Paper, label: str, text: str) -> Paragraph:
    """出席：… with the label in 黑体."""
    paragraph = line(paper, indent=True)
    add_words(paragraph, label, Face(HEI))
    add_words(paragraph, text)
    return paragraph


def rule(paragraph: Paragraph, *, side: str = "bottom", colour: str = "C00000", eighths: int = 8) -> None:
    """A rule along the paragraph; thickness in eighths of a point."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *_AFTER_BORDERS)
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    borders.insert(0 if side == "top" else len(borders), edge)


def ruled_lines(paper: Paper, count: int) -> None:
    """Lines for handwriting; alike paragraphs share one frame, so that the rules between have a side of their own."""
    for _ in range(count):
        paragraph = line(paper)
        for side in ("bottom", "between"):
            rule(paragraph, side=side, colour="808080", eighths=4)


def imprint(paper: Paper, rows: Iterable[str]) -> None:
    """版记: 抄送 and 印发 in size 4 between rules, at the end."""
    written = [line(paper, text, Face(size=SMALL)) for text in rows]
    for paragraph in written:
        paragraph.paragraph_format.first_line_indent = SMALL
        rule(paragraph, side="top", colour="000000", eighths=8 if paragraph is written[0] else 6)
    rule(written[-1], colour="000000")


def _page_number(paragraph: Paragraph, alignment: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — in size 4 Song, one character from the edge."""
    paragraph.alignment = alignment
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = SMALL
    face = Face(SONG, SMALL)
    add_words(paragraph, "— ", face)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run = paragraph.add_run()
        run.font.size = SMALL
        _set_face(run._r.get_or_add_rPr(), SONG)
        run._r.append(part)
    add_words(paragraph, " —", face)
