"""``make bench``: what the portal costs, in ratios to floors measured beside it in the same run.

A floor is the least that the same work can cost: a one-module Django site for pages (`floors/site.py`), hand-written
SQL for roll-ups (`floors/roll_up.py`), reading and COPY for imports (`floors/workbook.py`). Processor time is what is
compared, of the server's processes and of PostgreSQL together; wall times are given for feeling only. Systems take
turns in short blocks, so that a busy neighbour on the machine hits all of them alike.
"""
