"""The county pack: a month's form filled in as far as the portal knows, sent out, and recognised when it comes back."""
