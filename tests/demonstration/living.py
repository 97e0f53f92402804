"""Which states of a room's tables have no row: read from the tables, so that a new state asks for its example."""

from django.apps import apps


def without_example(room: str) -> set[str]:
    """“Draw.seeded” for each value of a column `state` that no row has."""
    missing: set[str] = set()
    for model in apps.get_app_config(room).get_models():
        for field in model._meta.concrete_fields:
            if field.name == "state" and field.choices:
                living = set(model._default_manager.values_list("state", flat=True))
                missing |= {f"{model.__name__}.{value}" for value, _ in field.choices if value not in living}
    return missing
