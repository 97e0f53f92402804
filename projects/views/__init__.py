"""Pages that change the register: facts, this year's list, nodes, plans."""
