"""Changes mode, times and attributes of the grader's own file."""

import os
for change in (
    lambda: os.chmod(outside["secret"], 0o777),
    lambda: os.utime(outside["secret"], (0, 0)),
    lambda: os.setxattr(outside["secret"], "user.x", b"x"),
):
    try:
        change()
    except OSError as error:
        tell(error)
