"""Raises its own limits again."""

BITES = False

import resource
for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE"):
    try:
        resource.setrlimit(getattr(resource, name), (2**40, 2**40))
    except (OSError, ValueError) as error:
        tell(error)
    else:
        through("raised a limit")
