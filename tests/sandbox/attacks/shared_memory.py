"""Takes memory that processes share, which counts for none of them."""

BITES = False

import mmap
hoard = []
while True:
    part = mmap.mmap(-1, 2**22)
    part.write(b"x" * 2**22)
    hoard.append(part)
