from django.urls import path

from . import views

urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/sum/", views.register_sum, name="register_sum"),
    path("register/themes/", views.register_themes, name="register_themes"),
    path("register/views/", views.register_views, name="register_views"),
    path("register/export/", views.register_export, name="register_export"),
    path("register/export/background/", views.register_export_job, name="register_export_job"),
    path("register/lines/<int:pk>/parts/", views.register_parts, name="register_parts"),
    path("register/lines/<int:pk>/light/", views.register_light, name="register_light"),
]
