"""Run attacks under a real supervisor, and judge each from outside. Runs in a process of its own.

python trial.py confined|unconfined|gpu SECONDS ATTACK…      one JSON object a line; each has SECONDS before it is ended
"""

import ast
import json
import os
import resource
import secrets
import select
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import NoReturn

from grader.inside.confine import extras
from grader.inside.confine.kernel import prctl
from grader.inside.confine.surroundings import refusal
from grader.inside.supervise import PR_SET_CHILD_SUBREAPER, Descriptors, supervise
from grader.wire.lifecycle import SPAWN_DESCRIPTORS, Spawn
from grader.wire.machine import SandboxLayer
from grader.wire.plan import Limits

MEBI = 1024**2
LIMITS = Limits(load=1, train=1, evaluate=1, memory=128 * MEBI, disk=2 * MEBI, processes=32)
END_SECONDS = 2.0
MEMORY_SLACK = 64 * MEBI
ENOUGH = 4 * MEBI


@dataclass
class Run:
    """What one attack did, seen from outside."""

    attack: str
    breaches: list[str] = field(default_factory=list)
    said: str = ""
    layers: list[dict[str, object]] = field(default_factory=list)
    ended: dict[str, object] = field(default_factory=dict)
    seconds: float = 0.0


class Outside:
    """All that an attack could be after; each thing is told to it by name."""

    def __init__(self) -> None:
        self.token = token_hex(8)
        self._home = tempfile.TemporaryDirectory(prefix="outside-")
        home = Path(self._home.name)
        self.secret = home / "private" / "secret"
        self.secret.parent.mkdir(mode=0o700)
        self.secret.write_text(self.token)
        self.secret.chmod(0o600)
        (home / self.token).touch()
        name = token_hex(8)
        packages = next(p for p in sys.path if p.endswith("-packages"))
        self.forbidden = [Path(f"/tmp/{name}"), Path(f"/dev/shm/{name}"), Path(packages, f"{name}.pth"), home / name]
        self._listeners = {
            "tcp": socket.create_server(("127.0.0.1", 0)),
            "udp": socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
            "abstract": socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
            "named": socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM),
        }
        self._listeners["udp"].bind(("127.0.0.1", 0))
        self._listeners["abstract"].bind(f"\0{name}")
        self._listeners["named"].bind(str(home / "named"))
        (home / "named").chmod(0o777)
        self.victim = subprocess.Popen(["/bin/sleep", "1000"])
        self.told = {
            "secret": str(self.secret),
            "home": str(home),
            "forbidden": [str(path) for path in self.forbidden],
            "tcp": self._listeners["tcp"].getsockname()[1],
            "udp": self._listeners["udp"].getsockname()[1],
            "abstract": name,
            "named": str(home / "named"),
            "victim": self.victim.pid,
            "grader": os.getpid(),
        }
        self.known = children()
        self._before = self._state()

    def breaches(self, said: str) -> list[str]:
        """Return what came through, given all that the attack said."""
        found = [f"wrote {path.parent}" for path in self.forbidden if path.exists()]
        found += [line for line in said.splitlines() if line.startswith("THROUGH")]
        if self.token in said:
            found.append("told a secret")
        if str(self.secret.stat().st_mtime_ns) in said:
            found.append("looked up a secret's times")
        ready = select.select(list(self._listeners.values()), [], [], 0)[0]
        found += [f"reached the {name} socket" for name, listener in self._listeners.items() if listener in ready]
        after = self._state()
        found += [f"changed {name}" for name in after if after[name] != self._before[name]]
        return found

    def close(self) -> None:
        """End and remove all of it."""
        self.victim.kill()
        self.victim.wait()
        for listener in self._listeners.values():
            listener.close()
        for path in self.forbidden:
            path.unlink(missing_ok=True)
        self._home.cleanup()

    def _state(self) -> dict[str, object]:
        state: dict[str, object] = {}
        for name, path in (("the secret", self.secret), ("the secret's folder", self.secret.parent)):
            status = path.stat()
            state[name] = (status.st_mode, status.st_nlink, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        state["the secret's attributes"] = os.listxattr(self.secret)
        for name, pid in (("the victim", self.victim.pid), ("the grader", os.getpid())):
            alive = pid == os.getpid() or self.victim.poll() is None
            if alive:
                limits = resource.prlimit(pid, resource.RLIMIT_CPU), resource.prlimit(pid, resource.RLIMIT_NOFILE)
                letter = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
                nice = os.getpriority(os.PRIO_PROCESS, pid)
                state[name] = (limits, letter == "T", nice, os.sched_getaffinity(pid))
            else:
                state[name] = "dead"
        return state


def _work(layers: tuple[SandboxLayer, ...], commands: int, results: int) -> None:
    """Take an attack from the commands, and run it."""
    os.write(results, json.dumps([asdict(layer) for layer in layers]).encode() + b"\n")
    task = json.loads(os.read(commands, 65536))

    def tell(said: object) -> None:
        os.write(results, f"{said}\n".encode())

    here = {
        "outside": task["told"],
        "tell": tell,
        "through": lambda what: tell(f"THROUGH: {what}"),
        "__name__": "attack",
    }
    exec(compile(task["source"], "attack.py", "exec"), here)


class Zygote:
    """Forks a supervisor at a time. Started before there is any secret in memory."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        if os.fork() == 0:
            self._socket.close()
            self._serve(theirs)
        theirs.close()

    def spawn(self, folder: str, descriptors: dict[str, int], way: str) -> None:
        """Start one supervisor."""
        gpu = "0" if way == "gpu" else ""
        request = json.dumps({"folder": folder, "confine": way != "unconfined", "gpu": gpu}).encode()
        socket.send_fds(self._socket, [request], [descriptors[name] for name in SPAWN_DESCRIPTORS])

    def wait(self) -> None:
        """Return when the supervisor is gone."""
        self._socket.recv(1)

    def _serve(self, host: socket.socket) -> NoReturn:
        refusal(extras.NONE)
        while True:
            request, descriptors, _, _ = socket.recv_fds(host, 65536, len(SPAWN_DESCRIPTORS))
            if not request:
                os._exit(0)
            supervisor = os.fork()
            if supervisor == 0:
                host.close()
                supervise(Spawn(limits=LIMITS, **json.loads(request)), Descriptors(*descriptors), _work)
            for descriptor in descriptors:
                os.close(descriptor)
            os.waitpid(supervisor, 0)
            host.send(b"x")


def attempt(attack: Path, zygote: Zygote, seconds: float, way: str) -> Run:
    """Run one attack."""
    outside = Outside()
    run = Run(attack.stem)
    source = attack.read_text()
    start = time.monotonic()
    try:
        said = _supervised(run, source, outside, zygote, seconds, way=way)
        run.seconds = time.monotonic() - start
        run.said = said[:2000]
        run.breaches += outside.breaches(said)
    finally:
        outside.close()
    return run


def _supervised(run: Run, source: str, outside: Outside, zygote: Zygote, seconds: float, *, way: str) -> str:
    folder = str(Path(tempfile.gettempdir(), f"grade-{secrets.token_hex(8)}"))
    ours: dict[str, int] = {}
    theirs: dict[str, int] = {}
    for name in ("lifeline", "commands"):
        theirs[name], ours[name] = os.pipe()
    for name in ("status", "results", "stdout", "stderr"):
        ours[name], theirs[name] = os.pipe()
    zygote.spawn(folder, theirs, way)
    for descriptor in theirs.values():
        os.close(descriptor)
    os.write(ours["commands"], json.dumps({"source": source, "told": outside.told}).encode())
    said = _listen(run, ours, seconds)
    zygote.wait()
    left = _orphans(outside.known)
    if left:
        run.breaches.append(f"left {left} processes")
    if Path(folder).exists():
        run.breaches.append("left its folder")
    layers, _, rest = said["results"].partition(b"\n")
    run.layers = json.loads(layers or b"[]")
    if said["status"]:
        run.ended = json.loads(said["status"])
        if run.ended["peak_memory"] > LIMITS.memory + MEMORY_SLACK:
            run.breaches.append(f"used {run.ended['peak_memory'] // MEBI} MiB")
    else:
        run.breaches.append("ended its supervisor")
    return (rest + said["stdout"] + said["stderr"]).decode(errors="replace")


def _listen(run: Run, pipes: dict[str, int], seconds: float) -> dict[str, bytes]:
    """Read until the supervisor's last word; let go of the lifeline when the attack has had its time."""
    said = dict.fromkeys(("status", "results", "stdout", "stderr"), b"")
    deadline = time.monotonic() + seconds
    while "status" in pipes:
        remaining = deadline - time.monotonic()
        if remaining < 0:
            if "lifeline" not in pipes:
                run.breaches.append("did not end")
                break
            os.close(pipes.pop("lifeline"))
            deadline = time.monotonic() + END_SECONDS
            continue
        for descriptor in select.select([pipes[n] for n in said if n in pipes], [], [], remaining)[0]:
            name = next(n for n in pipes if pipes[n] == descriptor)
            data = os.read(descriptor, MEBI)
            if len(said[name]) < ENOUGH:
                said[name] += data
            if not data:
                os.close(pipes.pop(name))
    for name in ("results", "stdout", "stderr"):
        with suppress(KeyError, BlockingIOError):
            os.set_blocking(pipes[name], False)
            said[name] += os.read(pipes[name], MEBI)
    for descriptor in pipes.values():
        os.close(descriptor)
    return said


def children() -> set[int]:
    """Return the processes that have this one as their parent."""
    return set(map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()))


def _orphans(known: set[int]) -> int:
    """Count what came back to this process, and end it."""
    count = 0
    for pid in children():
        if pid not in known:
            count += 1
            with suppress(OSError):
                os.kill(pid, 9)
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    return count


def constants(attack: Path) -> dict[str, object]:
    """Return what an attack's file says about itself: its docstring, and its upper-case names."""
    tree = ast.parse(attack.read_text())
    named = {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and statement.targets[0].id.isupper()
    }
    return {"doc": ast.get_docstring(tree), **named}


if __name__ == "__main__":
    zygote = Zygote()
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    for argument in sys.argv[3:]:
        result = attempt(Path(argument), zygote, float(sys.argv[2]), sys.argv[1])
        sys.stdout.write(json.dumps(asdict(result)) + "\n")
        sys.stdout.flush()
