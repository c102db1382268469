"""What the commands that simulate do between a sound scenario and a kept answer.

Everything here takes time to import; ``planner.cli`` does so when a command is given.
"""
