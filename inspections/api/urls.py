from django.urls import path

from .views import FindingViewSet, OrderViewSet, VisitViewSet

urlpatterns = [
    path("visits/", VisitViewSet.as_view({"get": "list"}), name="api_visits"),
    path("visits/<str:code>/", VisitViewSet.as_view({"get": "retrieve"}), name="api_visit"),
    path("findings/", FindingViewSet.as_view({"get": "list"}), name="api_findings"),
    path("orders/", OrderViewSet.as_view({"get": "list"}), name="api_orders"),
    path("orders/<int:pk>/", OrderViewSet.as_view({"get": "retrieve"}), name="api_order"),
]
