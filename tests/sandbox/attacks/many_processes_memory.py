"""Takes memory in many processes that are each below their limit."""

BITES = False

import os, time
for _ in range(16):
    if os.fork() == 0:
        hoard = bytearray(b"x" * (64 * 2**20))
        time.sleep(1000)
time.sleep(1000)
