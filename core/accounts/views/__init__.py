"""Pages of accounts, and those of the journal and the calendar, whose own floors know no rights."""
