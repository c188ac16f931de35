"""Gives its descriptor an owner, so that the kernel signals that process."""

import fcntl, os, signal
reading, writing = os.pipe()
fcntl.fcntl(reading, 8, outside["victim"])
fcntl.fcntl(reading, 10, signal.SIGKILL)
fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC)
os.write(writing, b"x")
