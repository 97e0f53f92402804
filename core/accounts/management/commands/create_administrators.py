from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from core.accounts.actions.grants import grant_role
from core.accounts.actions.people import NewAccount, create_account
from core.accounts.models import RoleGrant
from core.accounts.roles import ADMINISTRATORS, ROLES, Role
from core.foundation import clock
from core.foundation.verdict import Refused
from core.journal.actor import SYSTEM
from core.organisations.actions import install_reference_data


class Command(BaseCommand):
    help = "Before the first start: the reference data and the three administrators, each with a one-time password."

    def add_arguments(self, parser: CommandParser) -> None:
        for role in sorted(ADMINISTRATORS):
            parser.add_argument(f"--{role.replace('_', '-')}", required=True, metavar="USERNAME", dest=role)

    def handle(self, *args: Any, **options: Any) -> None:
        if RoleGrant.objects.filter(role__in=ADMINISTRATORS, ended_at__isnull=True).exists():
            raise CommandError("已经有管理员了；其他账号请在“账号”和“角色授权”页面办理。")
        names = {role: options[role] for role in sorted(ADMINISTRATORS)}
        if len(set(names.values())) < len(names):
            raise CommandError("三员分立：系统、安全、审计管理员必须是三个不同的账号。")
        try:
            passwords = self._create(names)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        for role, password in passwords.items():
            self.stdout.write(
                f"{ROLES[role].label}  {names[role]}  一次性密码 {password}（首次登录须修改，只显示这一次）"
            )

    @transaction.atomic
    def _create(self, names: dict[Role, str]) -> dict[Role, str]:
        at, real_at = clock.now(), clock.real_now()
        install_reference_data(at=at, by=SYSTEM)
        passwords = {}
        for role, username in names.items():
            account = NewAccount(username=username, display_name=ROLES[role].label)
            user, passwords[role] = create_account(of=account, at=at, real_at=real_at, by=SYSTEM)
            grant_role(user_id=user.pk, role=role, reason="启用前设立", at=at, by=SYSTEM)
        return passwords
