"""复核包: what somebody outside needs to replay a draw with `docs/draw_verifier.py`."""

from .models import Draw


def bundle_of(draw: Draw) -> dict[str, str]:
    """The published texts and values of a round, as the verifier reads them. Holds the secret: see who may have it."""
    names = ("pool_text", "pool_digest", "secret", "commitment", "outside_source", "outside", "result_text")
    return {name: str(getattr(draw, name)) for name in names}
