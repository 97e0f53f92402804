from django.urls import path

from . import views

urlpatterns = [
    path("month/", views.bureau_month, name="bureau_month"),
    path("month/<month:month>/lock/", views.month_lock, name="month_lock"),
    path("month/<month:month>/chase/", views.month_chase, name="month_chase"),
    path("month/<month:month>/units/<str:code>/notes/", views.month_note, name="month_note"),
]
