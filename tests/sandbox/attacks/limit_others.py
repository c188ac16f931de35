"""Lowers the limits of another process, so that the kernel ends it."""

import resource
resource.prlimit(outside["victim"], resource.RLIMIT_CPU, (1, 1))
