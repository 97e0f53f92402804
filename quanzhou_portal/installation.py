"""What tells one installation on a machine from another."""

import hashlib
from pathlib import Path


def short_name(folder: Path) -> str:
    """Six hexadecimal digits that stay the same for a folder; for cookie names and the like, not for secrets."""
    return hashlib.sha256(str(folder).encode()).hexdigest()[:6]
