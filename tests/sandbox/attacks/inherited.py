"""Looks for secrets in its environment, and for open files beside its own pipes."""

BITES = False

import os
tell(dict(os.environ))
found = []
for descriptor in range(3, 256):
    try:
        os.fstat(descriptor)
    except OSError:
        continue
    found.append(descriptor)
if len(found) > 2:
    through(f"holds descriptors {found}")
