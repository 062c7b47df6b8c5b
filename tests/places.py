"""Where the tests find what is not a test: the sources, the shipped specimens, and the real documents, where those are."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

# Only tests/ may lie beside an installed wheel: then TRACER_TEST_SOURCE names the source tree.
SOURCE = Path(os.environ.get("TRACER_TEST_SOURCE") or Path(__file__).parents[1])
SPECIMENS = Path(__file__).parent / "specimens"  # of kinds that `tracer demo` does not show
EXAMPLES = Path(str(files("tracer.examples")))
SHARED = SOURCE.parent / "shared"
SAMPLES = SHARED / "samples"
CHECKS = SHARED / "checks"
