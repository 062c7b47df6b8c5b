"""What hostile documents have brought to light, in its smallest form: one test a kind."""

from __future__ import annotations

import lzma
import time
from pathlib import Path

import pytest

from tests.hostile import seeds
from tests.hostile.judged import judge
from tests.loaders.documents import assert_evidence, claims, paged_document, text_document, unread
from tests.pdf_writer import pdf
from tracer import readers, registry
from tracer.errors import BadDocument
from tracer.loaders import ag_notice, fcc_letter, hop_list, itg_mailbox
from tracer.loaders.letters.paragraphs import LONGEST_LINE, LONGEST_SENTENCE, Letter
from tracer.model import Document, Kind
from tracer.readers import archive, mail

FCC = seeds.specimens()["fcc_letter.txt"].decode()
AG = seeds.specimens()["ag_notice.txt"].decode()


def read(data: bytes, folder: Path, name: str) -> Document:
    path = folder / name
    path.write_bytes(data)
    return readers.read(path, name=name, sha256="5a" * 32)


# --- letters: what nobody can have written as prose ----------------------------------------------------------------


def test_a_line_too_long_for_a_letter_is_left_out_and_said_and_no_quote_runs_on_over_it() -> None:
    lines = seeds.specimens()["suspected_traffic_notice.txt"].decode().split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("48 Harbour"))
    document = text_document("\n".join([*lines[:at], "x" * (LONGEST_LINE + 1), *lines[at:]]))
    found = list(fcc_letter.load(document))
    assert_evidence(document, found)
    assert (at + 1, at + 1, "a line longer than 8,000 characters") in [(u.line_from, u.line_to, u.reason) for u in unread(found)]
    [own] = [c for c in claims(found, Kind.IDENTIFIED) if c.address]
    assert own.quote.startswith("Quillon Gateway Ltd. \u2026 48 Harbour Reach")
    whole = text_document("\n".join([*lines[:at], "x" * LONGEST_LINE, *lines[at:]]))
    assert "a line longer than 8,000 characters" not in [u.reason for u in unread(list(fcc_letter.load(whole)))]


@pytest.mark.parametrize(("more", "said"), [(1, ["more than 8,000 characters without the end of a sentence"]), (0, [])])
def test_a_sentence_too_long_to_be_one_is_left_out_of_its_paragraph_and_said(more: int, said: list[str]) -> None:
    long = "We " + "a " * (LONGEST_SENTENCE // 2 - 3) + "b" * (1 + more) + "."
    letter = Letter(text_document(f"June 1, 2024\n\nDear Ms. Varga:\n\nIt is so. {long[:7990]}\n{long[7990:]} It is not.\n"))
    assert [u.reason for u in letter.unread] == said
    assert [p.text for p in letter.body()][1:] == (["It is so.", "It is not."] if more else [f"It is so. {long} It is not."])


def test_a_table_without_full_stops_is_no_long_sentence() -> None:
    rows = "\n".join(f"Orchid Tel\tMarch 1\t{k:010d}" for k in range(400))
    letter = Letter(text_document(f"June 1, 2024\n\nDear Ms. Varga:\n\n{rows}\n"))
    assert letter.unread == []


def test_very_many_short_lines_make_one_paragraph_in_time() -> None:
    from tracer.loaders.letters.paragraphs import Paragraph

    paragraph = Paragraph()
    for k in range(100_000):
        paragraph.add(k, "ab")
    assert (len(paragraph.text), paragraph.pieces(299_990)) == (299_999, [(k, "ab") for k in (99_997, 99_998, 99_999)])


@pytest.mark.parametrize("mark", ["\u00b9", " \u00b9", "[1]", "<sup>1</sup>"])
def test_a_run_of_footnote_marks_after_a_full_stop_ends_in_time(mark: str) -> None:
    from tracer.loaders.letters.paragraphs import Paragraph

    paragraph = Paragraph()
    paragraph.add(0, f"They stopped.{mark * 1000}x And again.")
    begin = time.process_time()
    assert len(list(paragraph.sentences())) == 1
    assert time.process_time() - begin < 1


def test_a_notice_without_a_body_is_cited_by_its_address() -> None:
    head = AG[: AG.index("Dear")].rstrip()
    document = text_document(f"{head}\n\nDear Attorneys General task force: this notice on tracebacks\r")
    found = list(ag_notice.load(document))
    assert_evidence(document, found)
    assert claims(found, Kind.ACTED)


def test_a_tag_within_an_address_is_quoted_as_it_stands() -> None:
    document = text_document(FCC.replace("Harbour", "Har<br>bour"))
    assert "<br>" in document.head
    assert_evidence(document, list(fcc_letter.load(document)))


def test_no_place_runs_backwards_where_a_table_is_announced_on_one_page_and_the_letter_ends_on_the_next() -> None:
    before, _, _ = FCC.partition("\nATTACHMENT")
    pages = [f"{before}\n\nATTACHMENT A\n", "The table was not printed."]
    found = list(fcc_letter.load(paged_document(pages)))
    at = pages[0].split("\n").index("ATTACHMENT A") + 1
    assert [(u.line_from, u.line_to) for u in unread(found) if u.reason.startswith("no table")] == [(at, at + 1)]


# --- mails ---------------------------------------------------------------------------------------------------------


def test_a_line_of_a_mail_that_is_cut_is_quoted_as_cut() -> None:
    text = seeds.specimens()["mailbox.txt"].decode()
    at = text.index("Campaign:")
    document = text_document(f"{text[:at]}{'A ' * 20_000}\n{text[at:]}", "mailbox.txt")
    found = list(itg_mailbox.load(document))
    assert_evidence(document, found)
    assert any("a line longer than 20,000 characters" in u.reason for u in unread(found))


def test_a_mail_is_taken_apart_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[int] = []
    real = mail.parsed
    monkeypatch.setattr(mail, "parsed", lambda source: parsed.append(len(source)) or real(source))
    document = read(seeds.as_box(b"Between\n"), tmp_path, "a.mbox")
    first = [part.lines[:1] for part in document.parts()]
    assert first == [part.lines[:1] for part in document.parts()] == [("Before",), ("Between",), ("After",)]
    assert len(parsed) == 3


def test_messages_beyond_those_that_are_kept_have_the_numbers_and_notes_that_they_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = seeds.HEADERS + b"MIME-Version: 1.0\nContent-Transfer-Encoding: base64\n\nSGVsbG8gdGhlcmU\n"
    mark = b"From a Thu May  2 13:44:00 2024\n"
    box = b"\n".join(mark + each for each in (bad, seeds.as_mail(b"Two\n"), bad, seeds.as_mail(b"Four\n"), bad, seeds.as_mail(b"Six\n")))
    told = []
    for kept in (0, 4, 10, mail._KEPT):
        monkeypatch.setattr(mail, "_KEPT", kept)
        document = read(box, tmp_path, "a.mbox")
        parts = [(part.message, part.lines[:1]) for part in document.parts()]
        assert parts == [(2, ("Two",)), (4, ("Four",)), (6, ("Six",))]
        told.append(sorted(note.reason for note in document.notes()))  # type: ignore[union-attr]
    assert told == [[f"message {n} (from Odalys <[masked]@fernwickvoice.example>) is cut or garbled in its body" for n in (1, 3, 5)]] * 4


def test_a_long_word_is_looked_through_once(tmp_path: Path) -> None:
    assert judge(seeds.as_page(b"x" * 100_000), "a.eml", tmp_path).faults == []


@pytest.mark.parametrize(("form", "name"), [("mail", "a.eml"), ("pdf", "a.pdf")])
def test_a_list_in_a_mail_or_a_print_is_no_sheet(form: str, name: str, tmp_path: Path) -> None:
    document = read(seeds.CONTAINERS[form][1](seeds.specimens()["hop_list.csv"]), tmp_path, name)
    with pytest.raises(BadDocument, match=rf"^{name} is no sheet: save the list that it holds as CSV, and load that$"):
        list(hop_list.load(document))


# --- other containers ----------------------------------------------------------------------------------------------


def test_a_page_with_more_than_a_page_can_show_is_said_to_be_unread(tmp_path: Path) -> None:
    document = read(pdf([["First"], ["x" * 30_001], ["y" * 30_000]]), tmp_path, "a.pdf")
    assert [len("".join(part.lines)) for part in document.parts()] == [5, 0, 30_000]
    said = "page 2 holds more than 30,000 characters, which no page can show: it is not read"
    assert [note.reason for note in document.notes()] == [said]  # type: ignore[union-attr]
    with pytest.raises(BadDocument, match="holds more than 30,000 characters on a page"):
        read(pdf([["x" * 30_001]]), tmp_path, "a.pdf")


def test_blanks_that_a_page_prints_count_and_those_that_set_its_words_out_do_not(tmp_path: Path) -> None:
    document = read(pdf([["First"], ["x" + " " * 30_000 + "y"], ["y" + " " * 29_990 + "z"]]), tmp_path, "a.pdf")
    said = "page 2 holds more than 30,000 characters, which no page can show: it is not read"
    assert [note.reason for note in document.notes()] == [said]  # type: ignore[union-attr]


def test_whatever_an_archive_does_to_a_library_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(seeds.as_zip(b"Hello"))

    def stumbles(*_: object) -> bytes:
        raise lzma.LZMAError("Corrupt input data")

    monkeypatch.setattr(archive, "_read", stumbles)
    with pytest.raises(
        BadDocument, match=r"^a\.zip cannot be taken apart \(LZMAError: Corrupt input data\): save it again, or as plain text$"
    ):
        list(readers.members(path))


@pytest.mark.parametrize("name", ["rmd-2024-04-01.csv", "ocn-2024-05-20.csv"])
def test_a_register_in_a_mail_or_a_print_has_no_place_that_could_be_looked_up(tmp_path: Path, name: str) -> None:
    loader = {"rmd": "rmd", "ocn": "shaken_signers"}[name[:3]]
    written = seeds.specimens()[name]
    for suffix, container in seeds.CONTAINERS.values():
        judged = judge(container(written), f"{name}{suffix}", tmp_path, loaders=[loader])
        assert judged.faults == []
    mail = tmp_path / "a.eml"
    mail.write_bytes(b"From: a@b.example\nSubject: x\nDate: Mon, 1 Apr 2024 10:00:00 +0000\n\n" + written)
    document = readers.read(mail, name=f"{name}.eml", sha256="")
    with pytest.raises(BadDocument, match=r"is no sheet: save .* as CSV or a workbook, and load that$"):
        list(registry.get(loader).load(document))


def test_a_column_whose_heading_runs_over_lines_is_named_on_one(tmp_path: Path) -> None:
    path = tmp_path / "rmd-2024-04-01.csv"
    path.write_bytes(b'number,frn,business_name,"a\nb","a\nb"\nRMD1,0031234567,Alder LLC,x,y\n')
    with pytest.raises(BadDocument, match=r"^rmd\.csv has the column a b twice: fetch the register again$"):
        list(registry.get("rmd").load(readers.read(path, name="rmd.csv", sha256="", noted_on="2024-04-01")))


def test_a_heading_whose_quote_never_ends_is_none(tmp_path: Path) -> None:
    document = read(b'"OCN";"Org Name";"CN"x";"Alder LLC\nand so on\n', tmp_path, "ocn-2024-05-20.csv")
    with pytest.raises(BadDocument, match=r"its header row needs ocn, org_name$"):
        list(registry.get("shaken_signers").load(document))


# --- the check itself ----------------------------------------------------------------------------------------------


@pytest.mark.long
def test_the_specimens_are_without_fault_in_every_container(tmp_path: Path) -> None:
    for name, text in seeds.specimens().items():
        for suffix, written in seeds.CONTAINERS.values():
            assert judge(written(text), f"a{suffix}", tmp_path).faults == [], name


def test_brackets_that_stay_open_behind_a_number_end_with_its_sentence() -> None:
    letter = seeds.specimens()["suspected_traffic_notice.txt"].decode().replace("Quillon must", "Gull LLC (FRN 0031234567, as Quillon must")
    found = list(fcc_letter.load(text_document(letter)))
    assert [(c.provider, c.frn, c.quote[:25]) for c in claims(found) if c.frn] == [("Gull LLC", "0031234567", "Gull LLC (FRN 0031234567,")]


def test_what_is_wrong_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quote that does not stand in its lines, a place beyond the end, a crash: each is told."""
    from tracer import registry
    from tracer.model import replace

    def told(change: object) -> list[str]:
        module = registry.get("hop_list").module
        real = module.load
        monkeypatch.setattr(module, "load", lambda document: (change(each) for each in real(document)))  # type: ignore[operator]
        judged = judge(seeds.specimens()["hop_list.csv"], "a.csv", tmp_path)
        monkeypatch.undo()
        return sorted({fault.split(":")[1].strip() if fault.startswith("hop_list") else fault.split(":")[0] for fault in judged.faults})

    def stumbles(each: object) -> object:
        raise KeyError(each)

    def of(**what: object) -> object:
        return lambda each: replace(each, **what) if hasattr(each, "quote") else each

    assert told(lambda each: each) == []
    assert told(of(quote="never printed")) == ["quote"]
    assert told(lambda each: replace(each, place=replace(each.place, line_to=999)) if hasattr(each, "quote") else each) == ["place"]
    assert told(of(note="see https://portal.example/a?x=1&t=abcdef")) == []  # masked, whatever the loader does
    assert told(stumbles) == ["crash"]
