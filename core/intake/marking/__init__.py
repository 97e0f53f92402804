"""The child process that puts what the desk has to say into the sender's own workbook. Imports no framework.

It opens a foreign file with a library that was not made for foreign files, so it looks into the container first and
works under caps of its own, as the reader's child does.
"""
