"""The least that the same work can cost: what the portal's figures are divided by."""

USER, PASSWORD = "bench", "Bench-pass-2018"
