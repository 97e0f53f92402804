"""`Authorization: Token …`. Revoking, expiry and anything that ends sessions hold at the next request."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.accounts.models import Token, User
from core.foundation import clock
from core.foundation.canonical import sha256_hex


class TokenAuthentication(BaseAuthentication):
    """The account behind `Authorization: Token <secret>`; one query."""

    keyword = "Token"

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        parts = get_authorization_header(request).decode("latin-1").split()
        if not parts or parts[0].lower() != self.keyword.lower():
            return None
        if len(parts) != 2:
            raise AuthenticationFailed("Authorization 应为“Token 令牌”")
        token = Token.objects.select_related("user").filter(digest=sha256_hex(parts[1])).first()
        if token is None or not token.user.is_active or not token.is_good(token.user, at=clock.real_now()):
            raise AuthenticationFailed("令牌无效、已撤销或已到期，请重新获取")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return self.keyword
