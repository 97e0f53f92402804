"""Looking projects up by name: the same works are written a little differently in every workbook."""

import re
import unicodedata
from functools import lru_cache

_NOT_WORDS = re.compile(r"[\W_]+")
_MAX_LENGTH = 120


@lru_cache(maxsize=10_000)
def name_key(name: str) -> str:
    """What two spellings of one name have in common: width, case, blanks and punctuation do not matter.

    “东海片区 经八路（北段）” and “东海片区经八路(北段)” have one key. Words in brackets stay: they tell parts apart.
    """
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", name).casefold())[:_MAX_LENGTH]
