"""Takes memory as files without a name."""

import os
descriptor = os.memfd_create("x")
through("made a file in memory")
