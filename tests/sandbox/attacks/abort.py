"""Aborts."""

BITES = False

import os
os.abort()
