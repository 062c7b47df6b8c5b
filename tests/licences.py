"""The licence of every library in requirements/, held against those that may be used: `python -m tests.licences`, or make licences.

What is not known to the letter is refused: somebody looks, and writes down here what it is.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.places import SOURCE

REQUIREMENTS = SOURCE / "requirements"

# By their identifiers of SPDX; BSD where nobody says which. MPL-2.0 asks only that a changed file of theirs is shown, and none is changed.
ALLOWED = {
    "MIT", "MIT-0", "MIT-CMU", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "ISC", "PSF-2.0", "Python-2.0", "Zlib",
    "CC0-1.0", "MPL-2.0",
}  # fmt: skip
# Of development alone: it runs beside the program, which neither imports it nor ships it.
FOR_TESTS = {
    "fpdf2": ("LGPL-3.0-only", "makes PDFs for tests to read; used as it is, and handed on to nobody"),
    "owlrl": ("W3C-20150513", "permissive; pyshacl reasons with it, by which case-utils validates CASE/UCO"),
}
# Where the metadata say nothing that can be held against a list: what the licence file of the package says.
LOOKED_UP = {
    "atheris": "Apache-2.0",  # of the tests alone
    "owlrl": "W3C-20150513",  # of the tests alone
    "neo4j-rust-ext": "Apache-2.0 AND MIT",  # of the image, and not in the environment of the tests
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",  # so PDFium and the bindings; what is built into PDFium has licences of this kind too
    "resvg-py": "MIT",
}
# As classifiers and free text spell them.
SPELT = {
    "MIT License": "MIT",
    "Apache": "Apache-2.0", "Apache 2.0": "Apache-2.0", "Apache Software License": "Apache-2.0", "Apache License, Version 2.0": "Apache-2.0",
    "BSD License": "BSD", "BSD 2-Clause License": "BSD-2-Clause", "BSD 3-Clause License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC", "ISC license": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0", "Python Software Foundation License": "PSF-2.0",
}  # fmt: skip


class Used(NamedTuple):
    """A library of a lock that this Python and this system take."""

    name: str
    version: str
    shipped: bool  # in the image


def pins(lock: str) -> dict[str, list[Requirement]]:
    """What a file in requirements/ names, by name: more than one where Pythons differ."""
    found: dict[str, list[Requirement]] = {}
    for line in REQUIREMENTS.joinpath(lock).read_text(encoding="utf-8").splitlines():
        if line and line[0] not in " #":
            pin = Requirement(line.removesuffix("\\"))
            found.setdefault(canonicalize_name(pin.name), []).append(pin)
    return found


def used() -> list[Used]:
    shipped = pins("image.txt")
    taken = {
        name: str(pin.specifier).removeprefix("==")
        for name, choice in (pins("dev.txt") | shipped).items()
        for pin in choice
        if pin.marker is None or pin.marker.evaluate()
    }
    return [Used(name, version, name in shipped) for name, version in sorted(taken.items())]


def licence(name: str) -> str:
    """As an expression of SPDX where it can be told; else what is said, or nothing."""
    if name in LOOKED_UP:
        return LOOKED_UP[name]
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    [expression, *_] = said.get_all("License-Expression") or [""]
    if expression:
        return str(expression)
    of_list = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier") or () if each.startswith("License :: ")]
    [text, *_] = said.get_all("License") or [""]
    stated = of_list or [text.partition("\n")[0].strip()]
    return " OR ".join(SPELT.get(each, each) for each in stated)


def allowed(expression: str) -> bool:
    """Whether it may be used: all that must be kept, of any that one may choose."""
    return any(all(part.strip(" ()") in ALLOWED for part in choice.split(" AND ")) for choice in re.split(r" OR ", expression))


def refused(library: Used, stated: str) -> str | None:
    """Why it may not be used, in a line."""
    if allowed(stated):
        return None
    excepted = FOR_TESTS.get(library.name)
    if excepted and excepted[0] == stated and not library.shipped:
        return None
    return f"{library.name} {library.version}: {stated or 'no licence is stated'}, which is not among those that may be used (tests/licences.py)"


def main() -> int:
    libraries = [(library, licence(library.name)) for library in used()]
    for library, stated in libraries:
        print(f"{library.name:28} {library.version:18} {'image' if library.shipped else 'tests':6} {stated}")
    wrong = [why for library, stated in libraries if (why := refused(library, stated))]
    print(*wrong, sep="\n", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
