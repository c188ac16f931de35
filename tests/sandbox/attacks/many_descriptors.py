"""Opens files and watches until none are left for anybody."""

BITES = False

import os
count = 0
try:
    while True:
        os.open("/dev/null", os.O_RDONLY)
        count += 1
except OSError as error:
    tell(error)
through(f"opened {count}") if count > 300 else tell(count)
