"""Makes folders inside each other, deeper than any path can say."""

BITES = False

import os
for _ in range(3000):
    os.mkdir("d" * 100, 0)
    os.chmod("d" * 100, 0o700)
    os.chdir("d" * 100)
