"""Reading a workbook nobody vouches for. No module here imports Django: all of it runs in a child process of its own.

`python -m core.intake.reading screen < file.xlsx` writes one JSON object a line: first what became of the file, then a
line for each sheet and for each row with a value; `values.py` says what is in them.
"""
