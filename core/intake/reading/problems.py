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
