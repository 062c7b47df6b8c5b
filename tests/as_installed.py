"""Lays the package out in one folder as a wheel does, for tools that read files and follow no editable install.

In the source tree `tracer.loaders` is the folder loaders/; import-linter and mypy would pass over it.
By hand: `python -m tests.as_installed FOLDER`.
"""

from __future__ import annotations

import shutil
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

PYPROJECT = Path(__file__).parents[1] / "pyproject.toml"


def lay_out(folder: Path) -> None:
    """Copies every module of every package in pyproject.toml, from wherever it is installed."""
    for package in tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]:
        spec = find_spec(package)
        assert spec, f"{package} is not installed: `pip install -e .` again"
        assert spec.submodule_search_locations, f"{package} is no package"
        to = folder.joinpath(*package.split("."))
        to.mkdir(parents=True, exist_ok=True)
        for module in Path(spec.submodule_search_locations[0]).iterdir():
            if module.suffix == ".py" or module.name == "py.typed":
                shutil.copy2(module, to)


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    lay_out(Path(sys.argv[1]))
