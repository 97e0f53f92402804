from django.urls import path

from .views import case, desk, drafts, drawing, guide, matrix, project

urlpatterns = [
    path("approvals/", matrix.approval_matrix, name="approval_matrix"),
    path("approvals/export/", matrix.approval_matrix_export, name="approval_matrix_export"),
    path("approvals/guide/", guide.approval_guide, name="approval_guide"),
    path("approvals/guide/publish/", guide.approval_guide_publish, name="approval_guide_publish"),
    path("approvals/guide/file/", drafts.approval_guide_file, name="approval_guide_file"),
    path("approvals/guide/drafts/", drafts.approval_guide_drafts, name="approval_guide_drafts"),
    path("approvals/guide/drafts/<int:pk>/", drafts.approval_guide_draft, name="approval_guide_draft"),
    path("approvals/guide/drafts/<int:pk>/release/", drafts.approval_guide_release, name="approval_guide_release"),
    path("approvals/strip/", desk.approval_strip, name="approval_strip"),
    path("approvals/cases/", desk.approval_cases, name="approval_cases"),
    path("approvals/cases/export/", desk.approval_cases_export, name="approval_cases_export"),
    path("approvals/cases/<int:pk>/", case.approval_case, name="approval_case"),
    path("approvals/cases/<int:pk>/rounds/", drawing.approval_round, name="approval_round"),
    path("approvals/cases/<int:pk>/issue/", drawing.approval_issue, name="approval_issue"),
    path("approvals/cases/<int:pk>/<slug:move>/", case.approval_move, name="approval_move"),
    path("approvals/opinions/<int:pk>/", drawing.approval_opinion, name="approval_opinion"),
    path("approvals/opinions/<int:pk>/correct/", drawing.approval_opinion_correct, name="approval_opinion_correct"),
    path("approvals/projects/<str:code>/", project.project_approvals, name="project_approvals"),
    path("approvals/projects/<str:code>/panel/", project.project_approvals_panel, name="project_approvals_panel"),
    path("approvals/projects/<str:code>/route/", project.project_route, name="project_route"),
    path("approvals/projects/<str:code>/receive/", project.project_receive, name="project_receive"),
    path("approvals/projects/<str:code>/service/", project.project_service, name="project_service"),
]
