from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "core.organisations"
    label = "organisations"
    verbose_name = "机构"
    default_auto_field = "django.db.models.BigAutoField"
