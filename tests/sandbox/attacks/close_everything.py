"""Closes every pipe and goes on."""

BITES = False

import os
os.closerange(0, 1000)
while True:
    pass
