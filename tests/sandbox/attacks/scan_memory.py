"""Searches its own memory, which it shares with the process it came from, for the secret's content."""

BITES = False

import gc
for thing in gc.get_objects():
    if isinstance(thing, dict) and "secret" in thing:
        tell([value for value in thing.values() if isinstance(value, str)][:5])
