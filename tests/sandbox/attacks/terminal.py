"""Types into the terminal that started the grader."""

BITES = False

import fcntl
for descriptor in (0, 1, 2):
    try:
        fcntl.ioctl(descriptor, 0x5412, b"x")
        through("typed into the terminal")
    except OSError as error:
        tell(error)
try:
    open("/dev/tty", "w")
    through("opened the terminal")
except OSError as error:
    tell(error)
