"""项目库: every entry of the campaign's list with the figures of one brief."""
