from django.urls import path, register_converter

from .api.log_in import TokenLogIn
from .converters import DayConverter
from .views import calendar, grants, journal, people, profile, second_factor, session

register_converter(DayConverter, "day")

urlpatterns = [
    path("login/", session.Login.as_view(), name="login"),
    path("logout/", session.Logout.as_view(), name="logout"),
    path("password/", session.password_change, name="password_change"),
    path("password/done/", session.password_change_done, name="password_change_done"),
    path("second-factor/", second_factor.second_factor_check, name="second_factor"),
    path("second-factor/enrol/", second_factor.second_factor_enrol, name="second_factor_enrol"),
    path("second-factor/code.svg", second_factor.second_factor_code, name="second_factor_code"),
    path("profile/", profile.profile, name="profile"),
    path("profile/tokens/", profile.token_create, name="token_create"),
    path("profile/tokens/<int:pk>/revoke/", profile.token_revoke, name="token_revoke"),
    path("inbox/", profile.inbox, name="inbox"),
    path("views/<slug:page>/", profile.saved_view_save, name="saved_view_save"),
    path("views/<int:pk>/delete/", profile.saved_view_delete, name="saved_view_delete"),
    path("accounts/", people.account_list, name="account_list"),
    path("accounts/new/", people.account_new, name="account_new"),
    path("accounts/<int:pk>/", people.account, name="account"),
    path("accounts/<int:pk>/status/", people.account_status, name="account_status"),
    path("accounts/<int:pk>/password/", people.account_password, name="account_password"),
    path("accounts/<int:pk>/unlock/", people.account_unlock, name="account_unlock"),
    path("accounts/<int:pk>/second-factor/", people.account_second_factor, name="account_second_factor"),
    path("grants/", grants.grant_list, name="grant_list"),
    path("grants/new/", grants.grant_new, name="grant_new"),
    path("grants/<int:pk>/end/", grants.grant_end, name="grant_end"),
    path("journal/", journal.journal_list, name="journal_list"),
    path("journal/verify/", journal.journal_verify, name="journal_verify"),
    path("calendar/", calendar.calendar_days, name="calendar_days"),
    path("calendar/set/", calendar.calendar_day_set, name="calendar_day_set"),
    path("calendar/<day:day>/remove/", calendar.calendar_day_remove, name="calendar_day_remove"),
    path("api/v1/token/", TokenLogIn.as_view(), name="api_token"),
]
