"""The worker's end of the two pipes: commands in, results out."""

from typing import Any

from grader.wire import frames
from grader.wire.messages import Ask, File, Go, Recalculate, Sit, State
from grader.wire.plan import Limits, Plan, SourceFile, Suite

Values = list[tuple[State, bytes]]
Asked = list[tuple[Ask | Recalculate, bytes]]


class Channel:
    """Typed messages from and to the host."""

    def __init__(self, commands: int, results: int) -> None:
        self._commands = commands
        self._results = results

    def send(self, message: Any, blob: bytes = b"") -> None:
        """Send one message, and wait until the host's pipe has taken it."""
        frames.write(self._results, frames.encode(message, blob))

    def task(self) -> tuple[Plan, list[SourceFile]]:
        """Wait for the plan and the handed-in files."""
        kind, fields, _ = frames.read(self._commands)
        assert kind is Plan
        shape = fields["probe_input"]
        plan = Plan(
            **{
                **fields,
                "limits": Limits(**fields["limits"]),
                "probe_input": None if shape is None else tuple(shape),
                "cells": tuple(fields["cells"]),
                "variables": tuple(fields["variables"]),
                "suites": tuple(Suite(**suite) for suite in fields["suites"]),
            },
        )
        files: list[SourceFile] = []
        while True:
            kind, fields, blob = frames.read(self._commands)
            if kind is Go:
                return plan, files
            assert kind is File
            files.append(SourceFile(fields["path"], blob, fields["provided"]))

    def sittings(self) -> list[tuple[Values, Asked]]:
        """Wait for all that will be asked: values for the network, and inputs that it answers with them."""
        sittings: list[tuple[Values, Asked]] = []
        while True:
            kind, fields, blob = frames.read(self._commands)
            if kind is Go:
                return sittings
            if kind is Sit:
                sittings.append(([], []))
                continue
            values, asked = sittings[-1]
            if kind is State:
                values.append((_state(fields), blob))
            elif kind is Ask:
                asked.append((Ask(**{**fields, "shape": tuple(fields["shape"])}), blob))
            else:
                inputs, arrived = (tuple(map(_state, fields[name])) for name in ("inputs", "arrived"))
                asked.append((Recalculate(fields["number"], fields["training"], inputs, arrived), blob))


def _state(fields: dict[str, Any]) -> State:
    return State(**{**fields, "shape": tuple(fields["shape"])})
