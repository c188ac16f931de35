"""Writes more than it may, in one file and in many."""

BITES = False

block = bytes(2**20)
for number in range(1000):
    try:
        with open(f"{number}", "wb") as file:
            for _ in range(100):
                file.write(block)
    except OSError as error:
        tell(error)
