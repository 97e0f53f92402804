"""A token for a user name and a password, and how the API's description names tokens."""

from datetime import timedelta

from django.contrib.auth import authenticate
from django.http import HttpRequest
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.accounts import actions, lockout, passwords, second_factor
from core.accounts.models import User
from core.foundation import clock
from core.foundation.verdict import Refused

LASTS = timedelta(hours=8)
"""A token got with a password lives as long as a session may; longer ones are made on the profile page."""


class TokenScheme(OpenApiAuthenticationExtension):
    """How the API's description names `TokenAuthentication`."""

    target_class = "core.accounts.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token 令牌"}


class Credentials(serializers.Serializer[dict[str, str]]):
    username = serializers.CharField(max_length=40, label="用户名")
    password = serializers.CharField(max_length=200, trim_whitespace=False, label="密码")


class TokenAnswer(serializers.Serializer[dict[str, object]]):
    token = serializers.CharField(label="令牌，只给出这一次")
    expires_at = serializers.DateTimeField(label="到期时间")


class Problem(serializers.Serializer[dict[str, str]]):
    code = serializers.CharField(label="代码")
    detail = serializers.CharField(label="说明")


class TokenLogIn(APIView):
    """A token for a user name and a password, under the same lock-out as the log-in page."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        request=Credentials,
        responses={201: TokenAnswer, 401: Problem, 403: Problem, 429: Problem},
        summary="用户名和密码换取令牌（8小时）",
        description="与登录页同一套锁定规则；须二次验证的账号请在网页上创建令牌。",
    )
    def post(self, request: Request) -> Response:
        sent = Credentials(data=request.data)
        sent.is_valid(raise_exception=True)
        plain: HttpRequest = request._request  # noqa: SLF001 - the lock-out marks Django's own request
        user = authenticate(plain, **sent.validated_data)
        until = getattr(plain, "login_locked_until", None)
        if until is not None:
            text = f"连续输错密码，账号暂时锁定，请{lockout.minutes_left(until)}分钟后再试"
            return _problem("locked", text, status.HTTP_429_TOO_MANY_REQUESTS)
        if not isinstance(user, User):
            return _problem("invalid_login", "用户名或密码不正确", status.HTTP_401_UNAUTHORIZED)
        return self._token_for(user, plain)

    def _token_for(self, user: User, request: HttpRequest) -> Response:
        at, real_at = clock.now(), clock.real_now()
        if passwords.change_is_due(user, real_now=real_at):
            return _problem("password_change", "请先在网页上登录并修改密码", status.HTTP_403_FORBIDDEN)
        if second_factor.is_required(user) or second_factor.has_one(user):
            text = "该账号须二次验证，请登录网页，在“我的账号”创建令牌"
            return _problem("second_factor", text, status.HTTP_403_FORBIDDEN)
        try:
            token, secret = actions.create_token(user=user, name="口令换取", lasts=LASTS, at=at, real_at=real_at)
        except Refused as refused:
            return _problem(refused.code, refused.message, refused.status)
        lockout.release(user.username)
        actions.note_log_in(user=user, address=lockout.client_address(request), way="token", at=at)
        answer = TokenAnswer({"token": secret, "expires_at": token.expires_at})
        return Response(answer.data, status=status.HTTP_201_CREATED)


def _problem(code: str, detail: str, http_status: int) -> Response:
    return Response({"code": code, "detail": detail}, status=http_status)
