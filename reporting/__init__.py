"""Floor 5: the monthly loop: duties, self-reports, checks, accepted figures, lock, corrections, month-end briefs."""
