"""The two commands and their smaller sisters: ``./portal run``, ``test``, ``check``, ``lock`` …

Standard library only, because this code runs before anything is installed. It never imports Django or a room of the
portal; it starts them as processes.
"""
