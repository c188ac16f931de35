"""Forks twice and starts a session of its own, to outlive its parent."""

import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        through("became a daemon")
        time.sleep(1000)
    os._exit(0)
time.sleep(0.2)
