"""Landlock: an unprivileged process restricts its own files, TCP and signals, whatever its user may do.

Numbers and structures: linux/landlock.h, docs.kernel.org/userspace-api/landlock.html.
"""

import os
import stat
import struct
from collections.abc import Iterator

from grader.inside.confine import reachable
from grader.inside.confine.extras import Extras
from grader.inside.confine.kernel import system_call

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1
PATH_BENEATH = 1
WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = (1 << bit for bit in range(1, 6))
MAKE_DIR, MAKE_REG, REFER, TRUNCATE, IOCTL_DEV = 1 << 7, 1 << 8, 1 << 13, 1 << 14, 1 << 15
READ = READ_FILE | READ_DIR
WRITE = READ | WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | REFER | TRUNCATE
FILE_RIGHTS = WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
"""What a rule for a single file may grant: with a right that only folders have, the kernel refuses it."""
RIGHTS_OF_ABI = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""How many file rights each version knows; the fifth was the last to add one that we use."""
TCP = 0b11
THREADS = "/proc/self/task"
"""CUDA names its threads in here, and does not start where it can't."""
SCOPES = 0b11
"""Abstract unix sockets, and signals to processes outside."""
TCP_ABI, SCOPES_ABI = 4, 6


def apply(writable: tuple[str, ...], extras: Extras) -> str:
    """Restrict this process to what Python needs, `extras`, and writing below `writable`; say what is covered."""
    abi = system_call("landlock_create_ruleset", CREATE_RULESET, None, 0, VERSION)
    handled = (1 << RIGHTS_OF_ABI[min(abi, max(RIGHTS_OF_ABI))]) - 1
    tcp = TCP if abi >= TCP_ABI else 0
    scopes = SCOPES if abi >= SCOPES_ABI else 0
    attributes = struct.pack("QQQ", handled, tcp, scopes)
    size = 24 if scopes else 16 if tcp else 8
    ruleset = system_call("landlock_create_ruleset", CREATE_RULESET, attributes, size, 0)
    for path, rights in (*_readable(), *_besides(extras), *((path, WRITE) for path in writable)):
        _allow(ruleset, path, rights & handled)
    system_call("landlock_restrict_self", RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    covered = ["files", *(["TCP"] if tcp else []), *(["signals", "abstract sockets"] if scopes else [])]
    return f"ABI {abi}: {', '.join(covered)}"


def holds() -> bool:
    """Whether a folder that anybody may list is refused."""
    try:
        os.close(os.open("/", os.O_RDONLY | os.O_DIRECTORY))
    except PermissionError:
        return True
    return False


def _readable() -> Iterator[tuple[str, int]]:
    for tree in reachable.trees():
        if reachable.package_in(tree):
            yield from _around(os.path.realpath(tree), reachable.PACKAGE)
        else:
            yield tree, READ
    for path in (*reachable.OURS, *reachable.files()):
        yield path, READ
    for path in reachable.DEVICES:
        yield path, READ_FILE | WRITE_FILE


def _besides(extras: Extras) -> Iterator[tuple[str, int]]:
    for path in extras.nodes:
        yield path, READ_FILE | WRITE_FILE | IOCTL_DEV
    for path in (*extras.files, *extras.proc):
        yield path, READ
    if extras.proc:
        yield THREADS, READ | WRITE_FILE | TRUNCATE


def _around(folder: str, hidden: str) -> Iterator[tuple[str, int]]:
    """Allow all in `folder` but `hidden`: a rule can't take back what another allows, so name the rest."""
    yield folder, READ_DIR
    for entry in os.scandir(folder):
        # A rule for a link is one for what it leads to, and a virtual environment's `lib64` leads to its `lib`.
        if entry.is_symlink():
            continue
        if not reachable.inside(hidden, entry.path):
            yield entry.path, READ
        elif entry.path != hidden:
            yield from _around(entry.path, hidden)


def _allow(ruleset: int, path: str, rights: int) -> None:
    # A path that this user can't even name needs no rule, and one that is a link leads to where it leads.
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, PermissionError):
        return
    if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
        rights &= FILE_RIGHTS
    rule = struct.pack("=Qi", rights, descriptor)
    try:
        if rights:
            system_call("landlock_add_rule", ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)
