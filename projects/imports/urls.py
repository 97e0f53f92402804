from django.urls import path

from projects.views import imports

urlpatterns = [
    path("", imports.import_desk, name="import_desk"),
    path("<int:pk>/", imports.import_batch, name="import_batch"),
    path("<int:pk>/answer/", imports.import_answer, name="import_answer"),
    path("<int:pk>/decide/", imports.import_decide, name="import_decide"),
    path("<int:pk>/commit/", imports.import_commit, name="import_commit"),
    path("<int:pk>/undo/", imports.import_undo, name="import_undo"),
    path("<int:pk>/discard/", imports.import_discard, name="import_discard"),
    path("<int:pk>/file/", imports.import_file, name="import_file"),
]
