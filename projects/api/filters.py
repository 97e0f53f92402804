import django_filters

from projects.choices import KeyLevel, PlanNature, Status
from projects.models import Listing, PlanLine


class ListingFilter(django_filters.FilterSet):
    campaign = django_filters.NumberFilter(field_name="campaign__year", label="年度")
    unit = django_filters.CharFilter(field_name="unit__code", label="上报单位代码")
    category = django_filters.CharFilter(field_name="category__code", label="类别代码")
    status = django_filters.MultipleChoiceFilter(field_name="project__status", choices=Status.choices)
    plan_nature = django_filters.MultipleChoiceFilter(choices=PlanNature.choices)
    key_level = django_filters.MultipleChoiceFilter(choices=KeyLevel.choices)
    name = django_filters.CharFilter(field_name="project__name", lookup_expr="icontains", label="名称含")

    class Meta:
        model = Listing
        fields = ("is_flagship", "is_green_channel", "counts_real_estate")


class PlanLineFilter(django_filters.FilterSet):
    campaign = django_filters.NumberFilter(field_name="listing__campaign__year", label="年度")
    project = django_filters.CharFilter(field_name="listing__project__code", label="项目编码")
    unit = django_filters.CharFilter(field_name="listing__unit__code", label="上报单位代码")
    live = django_filters.BooleanFilter(field_name="known_to", lookup_expr="isnull", label="现行计划")

    class Meta:
        model = PlanLine
        fields = ("is_initial",)
