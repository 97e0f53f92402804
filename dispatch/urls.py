from django.urls import path

from .views import desk, meetings, problems, proposals, requests, tasks, terms

urlpatterns = [
    path("dispatch/problems/", problems.problem_list, name="problem_list"),
    path("dispatch/problems/export/", problems.problem_export, name="problem_export"),
    path("dispatch/problems/new/<str:code>/", problems.problem_new, name="problem_new"),
    path("dispatch/problems/<int:pk>/", problems.problem, name="problem"),
    path("dispatch/problems/<int:pk>/edit/", problems.problem_edit, name="problem_edit"),
    path("dispatch/problems/<int:pk>/move/", problems.problem_move, name="problem_move"),
    path("dispatch/problems/<int:pk>/escalate/", problems.problem_escalate, name="problem_escalate"),
    path("dispatch/problems/<int:pk>/ask/", requests.problem_ask, name="problem_ask"),
    path("dispatch/requests/<int:pk>/decide/", requests.request_decide, name="request_decide"),
    path("dispatch/proposals/", proposals.proposal_list, name="proposal_list"),
    path("dispatch/proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("dispatch/proposals/<int:pk>/decide/", proposals.proposal_decide, name="proposal_decide"),
    path("dispatch/proposals/<int:pk>/<slug:kind>/", proposals.proposal_letter, name="proposal_letter"),
    path("dispatch/terms/", terms.dispatch_terms, name="dispatch_terms"),
    path("dispatch/", desk.dispatch_desk, name="dispatch_desk"),
    path("dispatch/tasks/", tasks.task_list, name="task_list"),
    path("dispatch/tasks/<int:pk>/", tasks.task, name="task"),
    path("dispatch/tasks/<int:pk>/move/", tasks.task_move, name="task_move"),
    path("meetings/", meetings.meeting_list, name="meeting_list"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/agenda/", meetings.meeting_agenda, name="meeting_agenda"),
    path("meetings/<int:pk>/topic/", meetings.meeting_topic, name="meeting_topic"),
    path("meetings/<int:pk>/strike/", meetings.meeting_strike, name="meeting_strike"),
    path("meetings/<int:pk>/attendance/", meetings.meeting_attendance, name="meeting_attendance"),
    path("meetings/<int:pk>/resolutions/", meetings.meeting_resolve, name="meeting_resolve"),
    path("meetings/<int:pk>/move/", meetings.meeting_move, name="meeting_move"),
    path("meetings/<int:pk>/circular/", meetings.meeting_circular, name="meeting_circular"),
    path("meetings/<int:pk>/minutes/", meetings.meeting_minutes, name="meeting_minutes"),
]
