"""Top floor: a campaign of 2018 to try the portal with. Names are real where marked, everything else is invented.

Pure modules describe the campaign (the same seed gives the same rows); `actions` writes it, in the demonstration
profile only.
"""
