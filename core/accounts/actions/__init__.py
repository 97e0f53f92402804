"""Verbs of accounts. Each owns its transaction, refuses with a reason and writes one journal entry last."""

from .grants import end_grant, grant_role
from .inbox import notify, resolve
from .people import NewAccount, change_password, create_account, reset_password, set_active, unlock_account
from .presence import note_lock_out, note_log_in, note_log_out
from .saved_views import delete_view, save_view
from .second_factor import begin_enrolment, confirm_enrolment, reset_second_factor
from .tokens import create_token, revoke_token

__all__ = [
    "NewAccount",
    "begin_enrolment",
    "change_password",
    "confirm_enrolment",
    "create_account",
    "create_token",
    "delete_view",
    "end_grant",
    "grant_role",
    "note_lock_out",
    "note_log_in",
    "note_log_out",
    "notify",
    "reset_password",
    "reset_second_factor",
    "resolve",
    "revoke_token",
    "save_view",
    "set_active",
    "unlock_account",
]
