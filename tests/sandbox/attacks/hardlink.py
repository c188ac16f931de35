"""Gives a secret a second name."""

import os
os.link(outside["secret"], "link")
