"""Ctrl-C and SIGTERM: an interrupted command says so in one line and ends soon, whatever it waits for."""

from __future__ import annotations

import atexit
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

from tracer.cli.early import INTERRUPTED

PATIENCE = 5  # seconds


@contextmanager
def left_to_the_pager() -> Iterator[None]:
    """Within, Ctrl-C goes to the pager alone: the command waits until its reader has left it."""
    before = signal.getsignal(signal.SIGINT)
    if callable(before):  # else the caller of the command ignores it
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Interrupts:
    """The interrupts of one command."""

    def __init__(self) -> None:
        self.number: int | None = None  # of the first signal
        self._announced = False
        for signal_ in (signal.SIGINT, signal.SIGTERM):  # a command that has ended well must not fail while the interpreter shuts down
            atexit.register(signal.signal, signal_, signal.SIG_IGN)

    def heed(self) -> None:
        """Let each signal raise KeyboardInterrupt from now on."""
        with suppress(ValueError):  # outside the main thread, where no signal arrives
            signal.signal(signal.SIGTERM, self._end)
            if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else the caller ignores it
                signal.signal(signal.SIGINT, self._end)

    def _end(self, number: int, _frame: object) -> None:
        self.number = self.number or number
        # A library may wait for an answer that does not come, even on closing. The next run completes what this one began.
        if hasattr(signal, "alarm"):  # not on Windows: there it waits
            signal.signal(signal.SIGALRM, self._leave)
            signal.alarm(PATIENCE)
        raise KeyboardInterrupt

    def _leave(self, _number: int, _frame: object) -> None:
        try:
            if not self._announced:
                self.tell()
        finally:  # also if it comes in the middle of printing
            os._exit(self.code)

    @property
    def code(self) -> int:
        return 128 + (self.number or signal.SIGINT)

    def tell(self) -> NoReturn:
        """End with one line."""
        from tracer.cli import fail

        self._announced = True
        fail(INTERRUPTED, self.code)
