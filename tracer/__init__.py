"""calltracer: the path of a call back through every provider that carried it, with evidence for every step.

`tracer.open_case("folder")` opens a case for programs and notebooks. Importing this loads nothing else.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as `typing` has it, which takes a while to load: until `tracer.cli` is there, an interrupt is told as a fault
if TYPE_CHECKING:
    from typing import Any

    from tracer.api import open_case as open_case

__all__ = ["__version__", "open_case"]


def __getattr__(name: str) -> Any:
    import importlib

    if name == "open_case":
        return importlib.import_module("tracer.api").open_case
    if name == "__version__":
        return importlib.import_module("importlib.metadata").version("calltracer")
    raise AttributeError(f"module 'tracer' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
