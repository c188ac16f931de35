"""Rewrites the script that the platform starts for the next student, and what that script starts."""

import os, sys, sysconfig
scripts = [os.path.join(outside["root"], name) for name in ("run_autograder", "source/run_autograder", "source/setup.sh")]
for path in (*scripts, os.path.join(sysconfig.get_path("scripts"), "grade"), sys.executable,
             os.path.join(sysconfig.get_path("purelib"), "grader", "judge.py")):
    try:
        # Opened, not written: were this to succeed, nothing would be lost.
        os.close(os.open(path, os.O_WRONLY))
        through(f"opened {path} to write")
    except OSError as error:
        tell(error)
