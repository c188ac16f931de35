"""Which layers of confinement must hold before code that nobody trusts may run."""

from grader.wire.machine import SandboxLayer

ALWAYS = (
    "identity", "capabilities", "no_new_privs", "seccomp", "rlimits", "watchdog", "lifeline", "kill_tree",
)  # fmt: skip
WALLS = ("namespaces", "root_filesystem")
"""They hide the machine's files; where the machine refuses them, Landlock does it alone."""


def missing(layers: tuple[SandboxLayer, ...]) -> tuple[str, ...]:
    """Return the layers without which a strict sandbox refuses to run; empty when all of them hold.

    | where | what carries the wall |
    | --- | --- |
    | namespaces allowed | all layers; without Landlock the root file system still hides every file |
    | root in a plain container | a user id of its own, Landlock, seccomp |
    | ordinary user, no namespaces | Landlock, seccomp |
    | the same without Landlock, or another system | nothing: refused |
    """
    active = {layer.layer for layer in layers if layer.active}
    lacking = [name for name in ALWAYS if name not in active]
    if "landlock" not in active:
        lacking += ["landlock", *(name for name in WALLS if name not in active)] if not active >= set(WALLS) else []
    return tuple(lacking)
