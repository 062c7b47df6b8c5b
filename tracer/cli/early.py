"""Imported before anything else: an interrupt while modules are imported is no fault to show."""

from __future__ import annotations

import sys
from types import TracebackType

INTERRUPTED = "interrupted: what was acknowledged is kept; run the command again for the rest"


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write(f"tracer: {INTERRUPTED}\n")
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _told
