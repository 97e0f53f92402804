class Unreadable(Exception):
    """The file is refused. `message` is Chinese and names the cure; `code` is for programs and tests."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def damaged() -> Unreadable:
    """One sentence for everything that a sound program would not have written."""
    return Unreadable("damaged", "文件已损坏或内部结构不完整，请用 Excel 或 WPS 打开后另存为 .xlsx 再上传")


def too_long(what: str) -> Unreadable:
    """More than these limits allow; a longer reading in the background may still take it."""
    return Unreadable("too_long", f"{what}，请删除多余的行列、空白格式或拆成几个文件后再上传")


def encrypted() -> Unreadable:
    return Unreadable("encrypted", "文件设有打开密码，请在 Excel 或 WPS 中取消密码后另存为 .xlsx 再上传")


def macros() -> Unreadable:
    return Unreadable("macros", "文件带有宏或控件，请另存为不含宏的 .xlsx 工作簿后再上传")


def external_links() -> Unreadable:
    return Unreadable(
        "external_links", "文件链接了外部工作簿或数据源，请在“数据－编辑链接”中断开链接（保留数值）后另存再上传"
    )


def embedded() -> Unreadable:
    return Unreadable("embedded", "文件里嵌入了其他文件或对象，请删除这些对象后另存为 .xlsx 再上传")


def far_cell(sheet: str, column: int, most: int) -> Unreadable:
    return Unreadable("far_cell", f"工作表“{sheet}”在第 {column:,} 列有内容（最多 {most} 列），请删除表外内容")


def no_rows() -> Unreadable:
    return Unreadable("no_rows", "读出 0 行：文件里没有任何内容，请确认保存了正确的文件后再上传")


def not_a_workbook(what: str) -> Unreadable:
    """`what` names what the file is, as a clause."""
    return Unreadable("not_a_workbook", f"{what}，请在 Excel 或 WPS 中打开、核对后另存为 .xlsx 再上传")


def too_many_sheets(count: int, most: int) -> Unreadable:
    return Unreadable("too_many_sheets", f"文件里有 {count:,} 张工作表（最多 {most} 张），请只保留需要导入的表后再上传")


def too_many_cells(sheet: str, most: int) -> Unreadable:
    return too_long(f"工作表“{sheet}”的单元格超过 {most:,} 个")


def too_many_rows(sheet: str, row: int, most: int) -> Unreadable:
    return too_long(f"工作表“{sheet}”在第 {row:,} 行还有内容（最多 {most:,} 行）")


def no_sheets() -> Unreadable:
    return Unreadable("no_sheets", "文件里没有可读的工作表，请另存为普通的 .xlsx 工作簿后再上传")
