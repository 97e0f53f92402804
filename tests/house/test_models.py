"""The house rules that the tables keep: floors, exact money, the field's own words."""

import ast
import csv
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(settings.BASE_DIR)
FLOORS = (
    "foundation",
    "journal",
    "operations",
    "organisations",
    "accounts",
    "intake",
    "projects",
    "reporting",
    "dispatch",
    "approvals",
    "inspections",
    "dashboards",
)
OURS = [model for model in apps.get_models() if model._meta.app_label in FLOORS]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_foreign_keys_point_down_or_stay_on_their_floor(model: type[models.Model]) -> None:
    own = FLOORS.index(model._meta.app_label)
    for field in model._meta.get_fields():
        if field.is_relation and field.concrete and field.related_model._meta.app_label in FLOORS:
            target = FLOORS.index(field.related_model._meta.app_label)
            assert target <= own, f"{field} climbs"


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_column_is_a_float_and_money_is_money(model: type[models.Model]) -> None:
    for field in model._meta.concrete_fields:
        assert not isinstance(field, models.FloatField | models.JSONField), field
        if field.name.endswith("_wan"):
            assert (field.max_digits, field.decimal_places) == (16, 2), field


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_index_or_constraint_is_partial_or_an_expression(model: type[models.Model]) -> None:
    """Portable to the databases of domestic platforms."""
    for index in model._meta.indexes:
        assert not index.expressions, index.name
        assert index.condition is None, index.name
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert constraint.condition is None, constraint.name
            assert not constraint.expressions, constraint.name


def test_every_model_has_its_row_in_the_glossary() -> None:
    with (ROOT / "docs" / "glossary.csv").open(encoding="utf-8") as file:
        terms = {row["term_en"] for row in csv.DictReader(file)}
    missing = [name for model in OURS if not terms & _spellings(name := model.__name__)]
    assert not missing, f"add to docs/glossary.csv: {missing}"


def _spellings(name: str) -> set[str]:
    """The snake-case name, alone or with the words the glossary qualifies it by."""
    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return {snake, f"{snake}_unit", f"campaign_{snake}", f"{snake}_project", f"journal_{snake}"}


def _python_files() -> list[Path]:
    rooms = ("core", "projects", "reporting", "dispatch", "inspections", "approvals", "dashboards", "demonstration")
    return [path for room in rooms for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts]


def test_no_amount_is_summed_without_rounding() -> None:
    """SQLite adds decimals as floating point: every Sum over a `_wan` column goes through `wan_sum`."""
    bare = []
    for path in _python_files():
        if path.name == "sql.py" and path.parent.name == "foundation":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Sum"):
                continue
            if "_wan" in ast.dump(node):
                bare.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not bare, f"use core.foundation.sql.wan_sum: {bare}"


def test_raw_sql_stands_in_one_file_only() -> None:
    found = []
    for path in _python_files():
        text = path.read_text(encoding="utf-8")
        if path.match("core/foundation/sql.py"):
            continue
        if re.search(r"\.cursor\(|\.raw\(|RawSQL|\.extra\(", text):
            found.append(str(path.relative_to(ROOT)))
    assert found in ([], ["core/operations/health.py"]), found
