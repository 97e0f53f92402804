"""What every test gets: no network beyond this machine, and a fresh cache."""

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings

from tests.cast import cast

__all__ = ["cast"]


def _is_this_machine(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_outside_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that leaves this machine fails the test: at run time the portal uses nothing outside."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if not _is_this_machine(address):
            pytest.fail(f"a test tried to reach {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    """What a test stores lies in its own folder, never in the clone's var/."""
    settings.PRIVATE_FILES_ROOT = tmp_path / "files"
    settings.JOURNAL_ANCHORS_FILE = tmp_path / "journal-anchors.jsonl"


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """No test reads what another one cached."""
    cache.clear()
    yield
    cache.clear()
