"""Pages of inspections: the bureau's, the phone's, the inspected side's."""
