import django_filters

from inspections.choices import REVEALED, HowChosen, OrderState, Severity, VisitState
from inspections.models import Finding, RectificationOrder, Visit
from projects.choices import PartyRole

SHOWN_STATES = [(state.value, state.label) for state in VisitState if state in REVEALED]


class VisitFilter(django_filters.FilterSet):
    unit = django_filters.CharFilter(field_name="listing__unit__code", label="上报单位代码")
    project = django_filters.CharFilter(field_name="listing__project__code", label="项目编码")
    state = django_filters.ChoiceFilter(choices=SHOWN_STATES, label="状态")
    how = django_filters.ChoiceFilter(choices=HowChosen.choices, label="产生方式")

    class Meta:
        model = Visit
        fields = ()


class FindingFilter(django_filters.FilterSet):
    unit = django_filters.CharFilter(field_name="visit__listing__unit__code", label="上报单位代码")
    project = django_filters.CharFilter(field_name="visit__listing__project__code", label="项目编码")
    severity = django_filters.ChoiceFilter(choices=Severity.choices, label="轻重")
    liable_party = django_filters.ChoiceFilter(choices=PartyRole.choices, label="责任方")

    class Meta:
        model = Finding
        fields = ()


class OrderFilter(django_filters.FilterSet):
    unit = django_filters.CharFilter(field_name="visit__listing__unit__code", label="上报单位代码")
    project = django_filters.CharFilter(field_name="visit__listing__project__code", label="项目编码")
    state = django_filters.MultipleChoiceFilter(choices=OrderState.choices, label="状态")

    class Meta:
        model = RectificationOrder
        fields = ()
