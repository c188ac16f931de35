"""Leaves a child that holds the pipes open."""

BITES = False

import os, time
if os.fork() == 0:
    time.sleep(1000)
