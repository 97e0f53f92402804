from django.urls import path

from . import views

urlpatterns = [path("targets/", views.targets, name="targets")]
