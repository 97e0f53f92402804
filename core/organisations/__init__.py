"""Floor 1c: regions, reporting units, departments, firms and the working calendar."""
