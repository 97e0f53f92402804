"""The installers: uv inside the virtual environment, pip as its stand-in."""

from launcher.places import Places

UV_VERSION = "0.13.9"


def uv(places: Places) -> list[str]:
    """The command line of the pinned uv; it trusts the certificates that the machine trusts."""
    return [str(places.venv / "bin" / "uv"), "--system-certs"]
