"""Forks without end."""

BITES = False

import os
try:
    for _ in range(1000):
        os.fork()
except OSError as error:
    tell(error)
