from django.urls import path

from .views import ListingViewSet, PlanLineViewSet, TargetsView

urlpatterns = [
    path("projects/", ListingViewSet.as_view({"get": "list"}), name="api_projects"),
    path("projects/<str:code>/", ListingViewSet.as_view({"get": "retrieve"}), name="api_project"),
    path("plans/", PlanLineViewSet.as_view({"get": "list"}), name="api_plans"),
    path("targets/", TargetsView.as_view(), name="api_targets"),
]
