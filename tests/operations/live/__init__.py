"""Only the workers of the fault tests install this app: jobs that can be held, protections that can be taken off."""
