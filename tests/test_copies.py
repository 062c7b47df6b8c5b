"""Masked copies of all kinds of documents, looked through as whoever wants to know what is masked would: by hash after hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cases import Desk
from tests.places import EXAMPLES, SPECIMENS
from tests.test_secrets import LEAVES, unpacked

DIGESTS: list[Callable[[bytes], str]] = [
    *(lambda data, name=name: hashlib.new(name, data).hexdigest() for name in ("md5", "sha1", "sha256", "sha512", "sha3_256")),
    *(lambda data, size=size: hashlib.blake2b(data, digest_size=size).hexdigest() for size in (8, 16, 20, 32, 64)),
]
OF_A_LETTER = (
    ("trace", "fcc-2024-06-12-quillon-gateway", "--html", "OUT/l.html", "--bundle", "OUT/l.zip"),
    ("report", "fcc-2024-06-12-quillon-gateway", "--out", "OUT/l.docx"),
)
LEAST = 8  # hex digits: fewer fit by chance


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Notices, letters, orders, answers, registers and lists, with all that is shipped and tested with."""
    desk = Desk(tmp_path_factory.mktemp("everything") / "case")
    found = [
        path
        for folder in (EXAMPLES, SPECIMENS)
        for path in sorted(folder.iterdir())
        if path.suffix in {".txt", ".csv", ".eml", ".xml", ".json"}
    ]
    desk.load(*found)
    return desk


def withheld(desk: Desk, claims: list[dict[str, Any]]) -> Iterator[bytes]:
    """What a hash in a copy may have been made of: numbers in each form, words, lines and files that hold them."""
    for claim in claims:
        call = claim["call"] or {}
        for number in (call.get("caller"), call.get("called"), claim["phone"]):
            digits = re.sub(r"\D", "", number or "")
            yield from (text.encode() for text in (number or "", digits, digits[-10:], digits[-7:]) if text)
        yield from (text.encode() for text in (claim["claim"], claim["document"], claim["quote"], " ".join(claim["quote"].split())))
    for original in (desk.folder / "originals").iterdir():
        data = original.read_bytes()
        yield data
        yield from (line.strip() for line in data.splitlines() if line.strip())


@pytest.mark.slow
@pytest.mark.parametrize(
    "profile", [("internal",), ("partner",), ("public",), ("provider", "--redact-for", "Fernwick Voice")], ids=lambda options: options[0]
)
def test_no_number_and_no_hash_of_what_is_masked_is_in_a_copy(everything: Desk, tmp_path: Path, profile: tuple[str, ...]) -> None:
    claims = everything.ask("evidence")
    fits = {digest(data)[:LEAST] for data in withheld(everything, claims) for digest in DIGESTS}
    fits |= {claim[id_][:LEAST] for claim in claims for id_ in ("claim", "document")}
    letter = () if profile[0] == "provider" else OF_A_LETTER  # it went to somebody else
    for words in (*LEAVES, *letter):
        asked = [word.replace("OUT", str(tmp_path)).replace("7001", "20417").replace("Alder Voice", "Fernwick Voice") for word in words]
        ran = everything.run(*asked, "--redact", *profile)
        assert ran.code == 0, (asked, ran)
    told, hashed = [], []
    for file in sorted(tmp_path.rglob("*")):
        if file.is_file():
            text = unpacked(file)
            hashed += [(file.name, word) for word in re.findall(r"\b[0-9a-f]{8,}\b", text.lower()) if word[:LEAST] in fits]
            told += [(file.name, digits) for digits in ("5550141", "5550117") if re.search(rf"{digits[:3]}[ .)-]{{0,2}}{digits[3:]}", text)]
    if profile == ("internal",):
        assert len({name for name, _ in told}) > 8, "the negative control"
        assert len({name for name, _ in hashed}) > 8
    else:
        assert (told, hashed) == ([], [])
