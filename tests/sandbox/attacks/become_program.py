"""Turns into another program, and hopes to leave its limits behind."""

import os
os.execv("/bin/echo", ["echo", "THROUGH: became a program"])
