from django.urls import path

from .views import BriefViewSet, DutyViewSet

urlpatterns = [
    path("reports/", DutyViewSet.as_view({"get": "list"}), name="api_reports"),
    path("reports/<int:pk>/", DutyViewSet.as_view({"get": "retrieve"}), name="api_report"),
    path("reports/<int:pk>/submit/", DutyViewSet.as_view({"post": "submit"}), name="api_report_submit"),
    path("briefs/", BriefViewSet.as_view({"get": "list"}), name="api_briefs"),
    path("briefs/<int:pk>/", BriefViewSet.as_view({"get": "retrieve"}), name="api_brief"),
]
