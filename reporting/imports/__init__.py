"""The reports' import desk: a month's table of a county or an owner becomes what the page would make of it."""
