from django.db import models


class UnitKind(models.TextChoices):
    COUNTY = "county", "县（市、区）"
    ZONE = "zone", "开发区"
    CITY_LEVEL = "city_level", "市本级"


class DaySource(models.TextChoices):
    PACKAGE = "package", "国务院放假安排"
    ENTERED = "entered", "人工录入"
