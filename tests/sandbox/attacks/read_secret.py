"""Reads a file that only its owner may read."""

tell(open(outside["secret"]).read())
