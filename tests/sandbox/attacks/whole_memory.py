"""Searches all it has mapped, through its own /proc entry."""

BITES = False

import re
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
    through(f"read {len(maps.read())} bytes of maps")
