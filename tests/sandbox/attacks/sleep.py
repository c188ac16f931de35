"""Sleeps for ever."""

BITES = False

import time
time.sleep(1e6)
