"""Leaves with success before anything was computed."""

BITES = False

import os
os._exit(0)
