"""The floor of pages: a list, a detail page, a dashboard from a roll-up and an API, as cheap as Django serves them."""

import os
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.core.paginator import Paginator
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.response import Response

SCHEMA = os.environ["FLOOR_SCHEMA"]


class Project(models.Model):
    code = models.CharField(max_length=32)
    name = models.CharField(max_length=200)
    county_id = models.SmallIntegerField()
    category_id = models.SmallIntegerField()
    kind = models.CharField(max_length=20)
    level = models.CharField(max_length=10)
    status = models.CharField(max_length=20)
    is_flagship = models.BooleanField()
    owner = models.CharField(max_length=100)
    contractor = models.CharField(max_length=100)
    supervisor = models.CharField(max_length=100)
    designer = models.CharField(max_length=100)
    address = models.CharField(max_length=200)
    start_on = models.DateField()
    finish_on = models.DateField()
    plan_total = models.DecimalField(max_digits=14, decimal_places=2)
    plan_year = models.DecimalField(max_digits=14, decimal_places=2)
    contact = models.CharField(max_length=40)
    remark = models.TextField()

    class Meta:
        app_label = "floor"
        managed = False
        db_table = f'"{SCHEMA}"."project"'


class Progress(models.Model):
    project = models.ForeignKey(Project, models.CASCADE)
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    invest_plan = models.DecimalField(max_digits=14, decimal_places=2)
    invest_actual = models.DecimalField(max_digits=14, decimal_places=2)
    physical_pct = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        app_label = "floor"
        managed = False
        db_table = f'"{SCHEMA}"."progress"'


class ProjectSerializer(serializers.ModelSerializer):
    class Meta:
        model = Project
        fields = "__all__"


NAMES = [field.name for field in Project._meta.fields]  # noqa: SLF001


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def picked(request: HttpRequest) -> models.QuerySet[Project]:
    rows = Project.objects.order_by("code")
    return rows.filter(county_id=request.GET["county"]) if request.GET.get("county") else rows


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    page = Paginator(picked(request), 50).get_page(request.GET.get("page"))
    return render(request, "list", {"page": page})


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(Project, pk=pk)
    fields = [(name, getattr(item, name)) for name in NAMES]
    progress = Progress.objects.filter(project=item).order_by("month")
    return render(request, "detail", {"fields": fields, "progress": progress})


@login_required
def board(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(f"select county_id, month, invest_actual from {SCHEMA}.rollup where year = 2018")
        rows = cursor.fetchall()
    series: dict[int, list[float]] = {}
    for county, month, actual in rows:
        series.setdefault(county, [0.0] * 12)[month - 1] += float(actual)
    top = [(key, round(sum(each), 1), round(max(each), 1), round(min(each), 1)) for key, each in sorted(series.items())]
    return render(request, "board", {"rows": top, "series": series})


@api_view()
def api(request: Any) -> Response:
    rows = picked(request)[: int(request.GET.get("limit", 50))]
    return Response({"count": Project.objects.count(), "results": ProjectSerializer(rows, many=True).data})


urlpatterns = [
    path("hello", hello),
    path("list", listing),
    path("detail/<int:pk>", detail),
    path("board", board),
    path("api", api),
    path("login/", LoginView.as_view(template_name="login")),
]
