"""项目档案: one project with its figures, nodes, reports, plans, people and changes."""
