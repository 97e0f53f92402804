"""The verbs of the month. Each owns its transaction, locks duties first, and writes one journal entry last."""
