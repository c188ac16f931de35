"""Makes pipes, sockets and devices where the grader may stumble on them."""

import os, stat
for make in (lambda: os.mkfifo("fifo"), lambda: os.mknod("disk", stat.S_IFBLK | 0o666, os.makedev(254, 0))):
    try:
        make()
    except OSError as error:
        tell(error)
    else:
        through("made a special file")
