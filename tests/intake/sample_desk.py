"""The register's fields over small closed lists, without a database: for what concerns the engine alone."""

from collections.abc import Mapping

from core.intake.desk import Desk
from core.intake.vocabulary import vocabulary
from projects.imports.fields import FIELDS

_LISTS = {
    "unit": vocabulary("上报单位", [("350582", ["晋江市"], ["晋江"]), ("350581", ["石狮市"], ["石狮"])]),
    "category": vocabulary("项目类别", [("greening", ["绿化生态"], []), ("municipal", ["市政交通"], [])]),
    "plan_nature": vocabulary("项目性质", [("continuing", ["续建"], []), ("new_start", ["新开工"], ["新建"])]),
    "status": vocabulary("项目状态", [("completed", ["竣工"], [])]),
    "key_level": vocabulary("重点级别", [("city", ["市重点"], ["市级"])]),
    "management_class": vocabulary("分级管理", [("assessed", ["考核类"], [])]),
}


def _section(words: str) -> Mapping[str, str]:
    for key in ("unit", "category", "plan_nature"):
        value = _LISTS[key].find(words)
        if value is not None:
            return {key: value}
    return {}


SAMPLE = Desk("register", "项目库", 2018, FIELDS, _LISTS, _section)
