"""Verdict: yes, or no with a reason. One verdict serves the page, the button and the API.

A reason is a Chinese sentence for the person refused and says what would cure it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# 403 you may not; 409 not now, or not any more; 422 what was sent is not right.
_STATUS_OF_CODE = {"forbidden": 403, "invalid": 422}
_DEFAULT_STATUS = 409


class Refused(Exception):
    """An action was not done and nothing was written.

    ``message``: Chinese, says the cure. ``code``: for programs. ``field_errors``: messages by field
    name, for forms and API. ``status``: hint for the HTTP answer; when not given it follows the code
    ("forbidden" 403, "invalid" 422, anything else 409), and field errors alone mean 422.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "refused",
        field_errors: Mapping[str, Sequence[str]] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field_errors = {name: list(errors) for name, errors in (field_errors or {}).items()}
        fallback = 422 if self.field_errors else _DEFAULT_STATUS
        self.status = status or _STATUS_OF_CODE.get(code, fallback)

    def __str__(self) -> str:
        return self.message


class Stale(Refused):
    """What the person saw is no longer what stands: somebody else was faster."""

    def __init__(self, message: str = "内容已被他人更新，请刷新后按最新内容重新操作。") -> None:
        super().__init__(message, code="stale")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to “may this be done now?”; true when allowed."""

    allowed: bool
    reason: str = ""
    code: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self, *, status: int | None = None) -> None:
        """Nothing when allowed; raises Refused with the reason and code otherwise."""
        if not self.allowed:
            raise Refused(self.reason, code=self.code, status=status)


YES = Verdict(allowed=True)


def no(reason: str, code: str = "refused") -> Verdict:
    """A refusal. Codes with a meaning for HTTP: "forbidden", "invalid", "stale"; see Refused."""
    return Verdict(allowed=False, reason=reason, code=code)


def all_of(*verdicts: Verdict) -> Verdict:
    """Allowed when all are; otherwise the first refusal, so put the plainest reason first."""
    return next((verdict for verdict in verdicts if not verdict), YES)
