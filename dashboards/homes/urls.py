from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("items/", views.my_items, name="my_items"),
    path("demonstration/clock/", views.demonstration_clock, name="demonstration_clock"),
]
