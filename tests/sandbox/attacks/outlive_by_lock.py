"""Holds a lock file and a lease that the grader could wait for."""

BITES = False

import fcntl
file = open("lock", "w")
fcntl.flock(file, fcntl.LOCK_EX)
try:
    fcntl.fcntl(file, 1024, fcntl.F_WRLCK)
    through("holds a lease")
except OSError as error:
    tell(error)
