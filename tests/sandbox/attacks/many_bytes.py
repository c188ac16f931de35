"""Takes all memory, in one process."""

BITES = False

hoard = []
while True:
    hoard.append(bytearray(2**20))
