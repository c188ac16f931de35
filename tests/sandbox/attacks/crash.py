"""Reads memory that is not there."""

BITES = False

import ctypes
ctypes.string_at(8)
