from django.urls import path

from . import views

urlpatterns = [
    path("projects/<str:code>/", views.project, name="project"),
    path("projects/<str:code>/card/", views.project_card, name="project_card"),
    path("projects/<str:code>/aside/", views.project_aside, name="project_aside"),
    path("projects/<str:code>/known/", views.project_known, name="project_known"),
    path("projects/<str:code>/history/", views.project_history, name="project_history"),
    path("projects/<str:code>/months/<month:month>/", views.project_month, name="project_month"),
]
