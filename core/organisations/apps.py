from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "core.organisations"
    label = "organisations"
    verbose_name = "机构"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {
        "organisations.install_reference_data": "安装基础数据",
        "organisations.set_calendar_day": "维护工作日历",
        "organisations.remove_calendar_day": "移除日历日期",
    }
    journal_subjects = {"calendar_day": "日历"}
