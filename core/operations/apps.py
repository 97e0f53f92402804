from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OperationsConfig(AppConfig):
    name = "core.operations"
    label = "operations"
    verbose_name = "后台任务"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {"operations.retry_job": "重试任务", "operations.cancel_job": "取消任务"}
    journal_subjects = {"job": "后台任务"}

    def ready(self) -> None:
        """Load every app's `tasks.py` (kinds of jobs) and the portal's `schedule.py` (the calendar).

        Web processes need them too: whoever asks for a job names its kind.
        """
        autodiscover_modules("tasks", "schedule")
