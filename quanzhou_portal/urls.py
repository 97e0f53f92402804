"""The root of all addresses; each app brings its own ``urls`` module."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
