from django.urls import path

from . import views

urlpatterns = [
    path("import/", views.import_home, name="import_home"),
    path("import/<slug:desk>/", views.import_desk, name="import_desk"),
    path("import/<slug:desk>/together/<int:pk>/", views.import_delivery, name="import_delivery"),
    path("import/<slug:desk>/together/<int:pk>/commit/", views.import_commit_together, name="import_commit_together"),
    path("import/<slug:desk>/<int:pk>/", views.import_batch, name="import_batch"),
    path("import/<slug:desk>/<int:pk>/answer/", views.import_answer, name="import_answer"),
    path("import/<slug:desk>/<int:pk>/decide/", views.import_decide, name="import_decide"),
    path("import/<slug:desk>/<int:pk>/commit/", views.import_commit, name="import_commit"),
    path("import/<slug:desk>/<int:pk>/undo/", views.import_undo, name="import_undo"),
    path("import/<slug:desk>/<int:pk>/discard/", views.import_discard, name="import_discard"),
    path("import/<slug:desk>/<int:pk>/give-back/", views.import_give_back, name="import_give_back"),
    path("import/<slug:desk>/<int:pk>/marked/", views.import_marked, name="import_marked"),
    path("import/<slug:desk>/<int:pk>/file/", views.import_file, name="import_file"),
]
