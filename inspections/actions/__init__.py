"""The verbs of inspections: library, programmes and draws, visits, orders."""
