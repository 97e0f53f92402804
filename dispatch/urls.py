from django.urls import path

from .views import problems, proposals

urlpatterns = [
    path("problems/", problems.problem_list, name="problem_list"),
    path("problems/new/<str:code>/", problems.problem_new, name="problem_new"),
    path("problems/<int:pk>/", problems.problem, name="problem"),
    path("problems/<int:pk>/edit/", problems.problem_edit, name="problem_edit"),
    path("problems/<int:pk>/move/", problems.problem_move, name="problem_move"),
    path("problems/<int:pk>/files/", problems.problem_attach, name="problem_attach"),
    path("problems/<int:pk>/escalate/", problems.problem_escalate, name="problem_escalate"),
    path("proposals/", proposals.proposal_list, name="proposal_list"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/decide/", proposals.proposal_decide, name="proposal_decide"),
]
