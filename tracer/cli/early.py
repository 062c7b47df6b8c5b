"""Imported before anything else, so that an interrupt during imports is not shown as a fault."""

from __future__ import annotations

import sys
from types import TracebackType

INTERRUPTED = "interrupted: what was acknowledged is kept; run the command again for the rest"


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write(f"tracer: {INTERRUPTED}\n")
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _report
