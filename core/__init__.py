"""Packages that serve every mission of the campaign: the ground the bureau's own apps stand on."""
