"""投资看板: the leaders' page, its wall and its sheet of paper. Read only; every figure comes from one brief."""
