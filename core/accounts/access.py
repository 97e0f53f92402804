"""The door of a page: which rights open it. Logging in is the middleware's business, rows are the querysets'."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from .roles import Can

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def requires(*rights: Can) -> Callable[[View[P]], View[P]]:
    """Let those in who hold any of `rights`; the others get 403 with the reason of the first."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            verdicts = [request.user.may(right) for right in rights]
            if not any(verdicts):
                raise PermissionDenied(verdicts[0].reason)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
