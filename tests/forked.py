"""Commands as processes of their own that start in milliseconds: a process that has imported everything forks for each.

So hundreds of them can be killed. Nothing else differs: each has its own argv, standard streams, limits and exit code.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.cases import Ran, environment

_FORKS = """
import gc, importlib, json, os, resource, signal, sys
import neo4j, kglite
from tracer import cli, registry
for name in {module for module, _ in cli.COMMANDS.values()}:
    importlib.import_module(f"tracer.cli.{name}")
for name in "intake publish offline check readers.text readers.mail store.sqlite store.cypher graph.server graph.embedded".split():
    importlib.import_module(f"tracer.{name}")
registry.available()
gc.freeze()

def become(asked, ready):
    for number, to in enumerate((os.devnull, asked["out"], asked["err"])):
        os.dup2(os.open(to, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), number)
    if asked["largest"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"], resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.write(ready, b".")
    sys.argv = ["tracer", *asked["arguments"]]
    code = 0
    try:
        cli.main()
    except SystemExit as end:
        code = end.code or 0
    except KeyboardInterrupt:  # before the command looks after it
        code = -signal.SIGINT
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 99
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code % 256)

for line in sys.stdin:
    waits, ready = os.pipe()
    child = os.fork()
    if not child:
        become(json.loads(line), ready)
    os.read(waits, 1)
    os.close(waits)
    os.close(ready)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Forks:
    """Runs one command at a time."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self._process, self._folder = process, folder
        self._rest = b""

    def run(
        self, *arguments: object, within: float | None = None, by: signal.Signals = signal.SIGKILL, largest: int | None = None
    ) -> Ran | None:
        """What became of a command; None where it had not ended within so many seconds and was killed.

        `by`: the signal; of one that the command may answer, how it ended is told all the same. `largest`: bytes that a file may have.
        """
        out, err = self._folder / "out", self._folder / "err"
        asked = {"arguments": list(map(str, arguments)), "out": str(out), "err": str(err), "largest": largest}
        assert self._process.stdin
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        child = int(self._line(60) or b"")
        ended = self._line(120 if within is None else within)
        if ended is None:
            assert within is not None, arguments
            with suppress(ProcessLookupError):  # it may have ended at this very moment
                os.kill(child, by)
            ended = self._line(60)
            assert ended is not None, f"{by.name} does not end {arguments}"
            if int(ended) == -signal.SIGKILL:
                return None
        return Ran(int(ended), out.read_text("utf-8", "replace"), err.read_text("utf-8", "replace"))

    def _line(self, seconds: float) -> bytes | None:
        assert self._process.stdout
        until = time.monotonic() + seconds
        while b"\n" not in self._rest:
            if not select.select([self._process.stdout], [], [], max(0, until - time.monotonic()))[0]:
                return None
            more = os.read(self._process.stdout.fileno(), 4096)
            assert more, "what forks has ended"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line


@contextmanager
def forks(**more: str) -> Iterator[Forks]:
    """`more`: of the environment."""
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-c", _FORKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=environment(**more)
        ) as process,
    ):
        try:
            yield Forks(process, Path(folder))
        finally:
            assert process.stdin
            process.stdin.close()
