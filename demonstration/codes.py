"""Credit codes with right check characters, for firms that do not exist."""

from core.foundation.codes import uscc_problem

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_CHECKS = "0123456789X"


def demonstration_uscc(number: int) -> str:
    """The code of the `number`-th invented firm, registered in Quanzhou (3505…); always the same for a number."""
    body = f"91350500{'MA'}{number:06d}"
    for organisation in _ORGANISATION_CHECKS:
        for check in _ALPHABET:
            code = body + organisation + check
            if uscc_problem(code) is None:
                return code
    raise ValueError(f"no sound code for {number}")
