"""The plan's import desk: a year's plan with its months, as one adjustment with its paper."""
