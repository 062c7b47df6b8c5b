"""Ctrl-C and SIGTERM: a command that is told to end says so in one line and ends soon, whatever it waits for."""

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
    """Within, Ctrl-C is the pager's own: the command stays until its reader has left it, however long."""
    before = signal.getsignal(signal.SIGINT)
    if callable(before):  # else whoever started the command has it ignored
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Interrupts:
    """Those of one command."""

    def __init__(self) -> None:
        self.number: int | None = None  # of the first signal
        self._told = False
        for late in (signal.SIGINT, signal.SIGTERM):  # what has ended well does not end otherwise while the interpreter goes
            atexit.register(signal.signal, late, signal.SIG_IGN)

    def heed(self) -> None:
        """From now on each raises KeyboardInterrupt."""
        with suppress(ValueError):  # in another thread than the main one nobody sends any
            signal.signal(signal.SIGTERM, self._end)
            if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else whoever started it has it ignored
                signal.signal(signal.SIGINT, self._end)

    def _end(self, number: int, _frame: object) -> None:
        self.number = self.number or number
        # A library may wait for an answer that does not come, in closing too. What this one began the next run completes.
        if hasattr(signal, "alarm"):  # not on Windows: there it waits
            signal.signal(signal.SIGALRM, self._leave)
            signal.alarm(PATIENCE)
        raise KeyboardInterrupt

    def _leave(self, _number: int, _frame: object) -> None:
        try:
            if not self._told:
                self.tell()
        finally:  # also where it came in the middle of what is printed
            os._exit(self.code)

    @property
    def code(self) -> int:
        return 128 + (self.number or signal.SIGINT)

    def tell(self) -> NoReturn:
        """End in one line."""
        from tracer.cli import fail

        self._told = True
        fail(INTERRUPTED, self.code)
