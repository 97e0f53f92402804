"""Floor 1a: the append-only record of who did what. No foreign keys, no bureau words."""
