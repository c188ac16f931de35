"""Runs another program."""

import subprocess
through(subprocess.run(["/bin/echo", "ran a program"], capture_output=True, text=True, check=True).stdout)
