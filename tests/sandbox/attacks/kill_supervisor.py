"""Kills the process that watches it, and its parent."""

BITES = False

import os, signal
for pid in (os.getppid(), outside["grader"], -1, 0, 1):
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
        except OSError as error:
            tell(error)
import time
time.sleep(0.2)
tell("alive")
