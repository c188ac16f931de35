"""Asks for the size and times of a file it can't read."""

OPEN_IN = ('ordinary user, no namespaces',)

import os
tell(os.stat(outside["secret"]).st_mtime_ns)
