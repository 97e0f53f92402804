from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from core.foundation.constraints import paired
from core.foundation.verdict import Verdict
from core.journal.actor import Actor
from core.organisations.models import Department, Firm, ReportingUnit

from .querysets import InboxQuerySet, SavedViewQuerySet, UserQuerySet
from .roles import ROLE_CHOICES, ROLES, Can, Role
from .scopes import Grants, Scope


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # the stubs cannot follow from_queryset
    def create_user(self, username: str, *, password: str | None = None, **fields: object) -> "User":
        """An account that can log in at once; actions decide who may call this."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A person's account. What it may do stands in its grants, never in flags of its own."""

    username = models.CharField("用户名", max_length=40, unique=True)
    display_name = models.CharField("姓名", max_length=40)
    phone = models.CharField("电话", max_length=30, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, verbose_name="所在部门")
    is_active = models.BooleanField("启用", default=True)
    is_demonstration = models.BooleanField("演示账号", default=False)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True)
    session_epoch = models.PositiveIntegerField("会话代次", default=0)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    objects = UserManager()

    class Meta:
        verbose_name = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name

    def get_session_auth_hash(self) -> str:
        """Covers the session epoch, so that raising it ends every session of the person at its next request."""
        return self._session_seal(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._session_seal(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_seal(self, secret: str | bytes) -> str:
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("core.accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def grants(self) -> Grants:
        """Live grants, one query a request."""
        return Grants(self.role_grants.filter(ended_at__isnull=True).select_related("unit"))

    def may(self, right: Can) -> Verdict:
        return self.grants.verdict(right)

    def scope(self, right: Can) -> Scope:
        return self.grants.scope(right)

    @property
    def actor(self) -> Actor:
        """How the journal names this person."""
        return Actor(id=self.pk, label=f"{self.display_name}（{self.username}）")

    @property
    def role_label(self) -> str:
        return "、".join(ROLES[role].label for role in self.grants.roles) or "未授权"


class RoleGrant(models.Model):
    """A role given to a person, over a unit, firm or department where its reach needs one. Ended, never deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="role_grants", verbose_name="账号")
    role = models.CharField("角色", max_length=30, choices=ROLE_CHOICES)
    unit = models.ForeignKey(ReportingUnit, on_delete=models.PROTECT, null=True, blank=True, verbose_name="单位")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, null=True, blank=True, verbose_name="业主")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, verbose_name="部门")
    granted_at = models.DateTimeField("授予时间")
    granted_by_label = models.CharField("授予人", max_length=80)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_by_label = models.CharField("终止人", max_length=80, null=True, blank=True)  # noqa: DJ001 - pair with ended_at

    class Meta:
        verbose_name = "角色授予"
        ordering = ["user_id", "role", "pk"]
        constraints = [
            paired("ended_at", "ended_by_label", name="grant_end_pair"),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.COUNTY_REPORTER, Role.COUNTY_APPROVER]) | Q(unit__isnull=False),
                name="grant_county_has_unit",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.OWNER_REPORTER) | Q(firm__isnull=False), name="grant_owner_has_firm"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.DEPARTMENT_MEMBER) | Q(department__isnull=False),
                name="grant_member_has_department",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class PasswordRecord(models.Model):
    """A password once used, as its hash, so that the last five are not used again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_records", verbose_name="账号")
    password = models.CharField("密码摘要", max_length=128)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "历史密码"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id}"


class LoginGuard(models.Model):
    """Wrong passwords counted against one key (an account, an address, a known browser), and how long it is shut.

    The key is a digest: people type passwords into the name field, and those must not stand in a table.
    """

    key = models.CharField("键", max_length=80, unique=True)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    lock_outs = models.PositiveIntegerField("已锁定次数", default=0)
    locked_until = models.DateTimeField("锁定至", null=True)
    last_failure_at = models.DateTimeField("最近失败时间", db_index=True)

    class Meta:
        verbose_name = "登录防护"

    def __str__(self) -> str:
        return self.key


class Token(models.Model):
    """An API token; only its digest is kept. It dies with the session epoch it was made in."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens", verbose_name="账号")
    name = models.CharField("用途", max_length=60)
    digest = models.CharField("摘要", max_length=64, unique=True)
    session_epoch = models.PositiveIntegerField("会话代次")
    created_at = models.DateTimeField("创建时间")
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def is_good(self, user: User, *, at: datetime) -> bool:
        """Whether it opens anything for its `user` at a moment of real time."""
        return self.revoked_at is None and at < self.expires_at and self.session_epoch == user.session_epoch


class InboxItem(models.Model):
    """Something that waits for a person; written and resolved by the action that makes it true or untrue."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="inbox_items", verbose_name="账号")
    kind = models.CharField("种类", max_length=40)
    subject = models.CharField("对象", max_length=80)
    text = models.CharField("内容", max_length=200)
    url = models.CharField("链接", max_length=200)
    at = models.DateTimeField("时间")
    due_at = models.DateTimeField("期限", null=True, blank=True)
    resolved_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = "待办"
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "kind", "subject"], name="inbox_once")]
        indexes = [models.Index(fields=["user", "resolved_at"], name="inbox_open")]

    def __str__(self) -> str:
        return self.text


class SavedView(models.Model):
    """A list page's filters, columns and order, kept under a name; shared ones serve everybody who sees the page."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views", verbose_name="账号")
    page = models.CharField("页面", max_length=40)
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=1000)
    is_shared = models.BooleanField("共享", default=False)
    at = models.DateTimeField("时间")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "视图"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
