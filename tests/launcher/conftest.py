"""A clone in a scratch folder."""

from pathlib import Path

import pytest

from launcher.places import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    clone = Places(tmp_path / "clone")
    clone.root.mkdir()
    clone.prepare()
    return clone
