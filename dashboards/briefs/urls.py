from django.urls import path

from . import views

urlpatterns = [
    path("briefs/", views.brief_list, name="brief_list"),
    path("briefs/<month:month>/<int:number>/", views.brief, name="brief"),
    path("briefs/<month:month>/<int:number>/export/", views.brief_export, name="brief_export"),
    path("briefs/<month:month>/<int:number>/recompute/", views.brief_recompute, name="brief_recompute"),
    path("briefs/<month:month>/<int:number>/release/", views.brief_release, name="brief_release"),
]
