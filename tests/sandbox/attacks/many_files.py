"""Makes files until something gives."""

BITES = False

for number in range(10**6):
    open(f"{number}", "w").close()
