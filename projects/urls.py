from django.urls import path

from .views import editing, plans

urlpatterns = [
    path("projects/<str:code>/edit/", editing.project_edit, name="project_edit"),
    path("projects/<str:code>/listing/", editing.listing_edit, name="listing_edit"),
    path("projects/<str:code>/milestones/", editing.milestone_add, name="milestone_add"),
    path("projects/<str:code>/milestones/<int:sequence>/promise/", editing.milestone_promise, name="milestone_promise"),
    path("projects/<str:code>/milestones/<int:sequence>/reach/", editing.milestone_reach, name="milestone_reach"),
    path("plans/adjust/", plans.plan_adjust, name="plan_adjust"),
]
