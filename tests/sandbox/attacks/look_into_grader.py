"""Reads the grader's memory, environment and open files through /proc."""

import os
for name in ("environ", "maps", "mem", "cmdline", "status"):
    for pid in (outside["grader"], outside["victim"], os.getppid()):
        try:
            open(f"/proc/{pid}/{name}", "rb").read(10)
        except OSError as error:
            tell(error)
        else:
            through("looked into another process")
