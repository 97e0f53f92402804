from django.urls import path

from .views import BatchViewSet

urlpatterns = [
    path("imports/<slug:desk>/", BatchViewSet.as_view({"get": "list", "post": "create"}), name="api_imports"),
    path("imports/<slug:desk>/<int:pk>/", BatchViewSet.as_view({"get": "retrieve"}), name="api_import"),
    path("imports/<slug:desk>/<int:pk>/rows/", BatchViewSet.as_view({"get": "rows"}), name="api_import_rows"),
    path("imports/<slug:desk>/<int:pk>/commit/", BatchViewSet.as_view({"post": "commit"}), name="api_import_commit"),
    path("imports/<slug:desk>/<int:pk>/undo/", BatchViewSet.as_view({"post": "undo"}), name="api_import_undo"),
]
