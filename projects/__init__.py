"""Floor 4: what is being built: the campaign and its targets, projects, this year's list, plans and milestones."""
