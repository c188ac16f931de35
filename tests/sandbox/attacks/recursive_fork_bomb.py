"""Forks children that fork children while their parents end."""

BITES = False

import os
for _ in range(100000):
    try:
        if os.fork():
            os._exit(0)
    except OSError:
        pass
