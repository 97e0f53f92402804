"""The import desks for programs: the same engine, the same rights, the contract of `report.py`."""
