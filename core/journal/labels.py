"""What the codes in the journal are called. Each app names its own in its AppConfig; this floor knows none of them."""

from django.apps import apps


def action_labels() -> dict[str, str]:
    """Code → Chinese label of every action ("accounts.log_in": "登录"), from `journal_actions` of the AppConfigs."""
    return _collected("journal_actions")


def subject_labels() -> dict[str, str]:
    """Code → Chinese label of every kind of subject ("user": "账号"), from `journal_subjects` of the AppConfigs."""
    return _collected("journal_subjects")


def _collected(attribute: str) -> dict[str, str]:
    return {code: label for app in apps.get_app_configs() for code, label in getattr(app, attribute, {}).items()}
