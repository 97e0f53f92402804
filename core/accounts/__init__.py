"""Floor 2: who uses the portal, in which role, over which rows; their inbox and saved views."""
