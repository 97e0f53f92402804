"""Floor 10: the windows: read-only pages composed from every room below."""
