"""The import desk of the problem ledger: an office's own table in, the exported ledger back with its changes."""
