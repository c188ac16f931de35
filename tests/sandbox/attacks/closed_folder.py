"""Leaves a folder that nobody may enter, with a file in it."""

BITES = False

import os
os.mkdir("closed")
open("closed/file", "w").close()
os.mkdir("closed/none", 0)
os.chmod("closed", 0)
