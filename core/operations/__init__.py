"""Floor 1b: background work, period runs, receipts and stored files. Knows no word of the bureau's."""
