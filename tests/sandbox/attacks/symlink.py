"""Leaves a link to a secret in the work folder, and reads through it."""

import os
os.symlink(outside["secret"], "link")
tell(open("link").read())
