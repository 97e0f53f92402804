"""``./portal screens``: every main screen as a picture, taken from a throw-away portal with the demonstration's data.

The pictures land in ``docs/screens/``. A page that answers wrongly, scrolls sideways on a phone, writes to the
browser's console or shows a word no reader should see fails the command.
"""
