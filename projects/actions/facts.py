"""Facts of many new projects at once: checked as the model checks them, each value once; written without objects."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from core.foundation.verdict import Refused
from projects.models import Project
from projects.models.project import FACT_FIELDS
from projects.names import name_key

_FIELDS = {field.name: field for field in Project._meta.concrete_fields}  # noqa: SLF001 - documented API
_FOREIGN_KEYS = frozenset(name for name, field in _FIELDS.items() if field.is_relation)

COLUMNS = (*FACT_FIELDS, "national_code", "name_key")
"""What `sound_facts` gives of each project, by field."""

_ATTRIBUTES = frozenset(_FIELDS[name].attname for name in (*FACT_FIELDS, "national_code"))


def new_project(facts: Mapping[str, Any], *, code: str) -> Project:
    return Project(code=code, name_key=name_key(facts.get("name", "")), **facts)


def require_sound(project: Project) -> None:
    """Check the values of a row that goes to the database without a form; keys are the database's business."""
    try:
        project.clean_fields(exclude=_FOREIGN_KEYS)
    except ValidationError as error:
        raise Refused(
            f"“{project.name}”不能登记，请按提示修改", code="invalid", field_errors=error.message_dict
        ) from error


def sound_facts(all_facts: Sequence[Mapping[str, Any]], *, codes: Iterable[str]) -> list[tuple[Any, ...]]:
    """The COLUMNS of new projects with these facts; "" or the field's default where they say nothing.

    Refused as in `require_sound`, for the first project whose values do not hold.
    """
    unknown = set().union(*all_facts) - _ATTRIBUTES
    if unknown:
        raise TypeError(f"no facts of a project: {', '.join(sorted(unknown))}")
    given = [{"name_key": name_key(facts.get("name", "")), **facts} for facts in all_facts]
    try:
        columns = [_sound(name, given) for name in COLUMNS]
    except ValidationError:
        for facts, code in zip(all_facts, codes, strict=True):
            require_sound(new_project(facts, code=code))
        raise
    return list(zip(*columns, strict=True))


def _sound(name: str, given: Sequence[Mapping[str, Any]]) -> list[Any]:
    """One column, as `Model.clean_fields` leaves it: hundreds of projects have few statuses, days and owners."""
    field = _FIELDS[name]
    default = field.get_default()
    values = [facts.get(field.attname, default) for facts in given]
    if name in _FOREIGN_KEYS:
        return values
    sound = {value: _cleaned(field, value) for value in set(values)}
    return [sound[value] for value in values]


def _cleaned(field: Any, value: Any) -> Any:
    return value if field.blank and value in field.empty_values else field.clean(value, None)
