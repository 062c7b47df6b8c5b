"""Archives, Word files, Outlook's files and PDFs that hide text: what is in them, and the limits that keep a bad one harmless."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from xml.sax.saxutils import escape

import pytest

from tests.cases import Desk
from tests.pdf_writer import pdf
from tracer import readers
from tracer.errors import BadDocument
from tracer.model import Document, Unread
from tracer.readers import archive, outlook

ROWS = b"incident,provider,status,noted_on\n20417,Fernwick Voice LLC,originating,2024-05-02\n"
NOTICE = (
    b"From: Industry Traceback Group <traceback-notice@tracebacks.org>\nTo: noc@orchid.example\nDate: Thu, 2 May 2024 09:44:00 -0400\n"
    b"Message-ID: <1@x.example>\n\nCall Details for Traceback #20417 (4m ago)\nDate/Time: 2024-05-01 15:34 UTC\nTo: +12025550101\n"
    b"From: +12025550102\nCampaign: Parcel-Refund\n"
)


def zipped(members: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as held:
        for name, data in members.items():
            held.writestr(name, data)
    return made.getvalue()


def given_as(data: bytes, folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(data: bytes, folder: Path, name: str) -> Document:
    return readers.read(given_as(data, folder, name), name=name, sha256="5a" * 32)


def noted(document: Document) -> list[str]:
    list(document.parts())
    return [note.reason if isinstance(note, Unread) else f"{note.code}: {note.text}" for note in document.notes()]


# --- archives ------------------------------------------------------------------------------------------------------


def test_each_member_of_an_archive_is_a_document_of_its_own(tmp_path: Path) -> None:
    inner = zipped({"b.csv": ROWS.replace(b"20417", b"20418")})
    path = given_as(
        zipped({"list/a.csv": ROWS, "mails/n.eml": NOTICE, "more.zip": inner, "x.bin": b"\0", "__MACOSX/._a": b"x"}), tmp_path, "box.zip"
    )
    outcomes = Desk(tmp_path / "case").load(path)
    assert [(o.name, o.outcome, o.loader, o.claims) for o in outcomes] == [
        ("box.zip/list/a.csv", "loaded", "hop_list", 1),
        ("box.zip/mails/n.eml", "loaded", "itg_mailbox", 2),
        ("box.zip/more.zip/b.csv", "loaded", "hop_list", 1),
        ("box.zip/x.bin", "failed", None, 0),
    ]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/abs/x", "abs/x"),
        ("C:\\x\\y.csv", "x/y.csv"),
        ("a\x07b", "a_b"),
        ("..", "a file without a name"),
    ],
)
def test_no_name_from_within_leads_out(name: str, seen: str, tmp_path: Path) -> None:
    assert archive.shown(name) == seen
    before = sorted(tmp_path.rglob("*"))
    assert [inner for inner, _ in archive.members(zipped({name: ROWS}))] == [seen]
    assert sorted(tmp_path.rglob("*")) == before


def test_what_would_grow_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadDocument, match=r"bomb, a.txt, would unpack to 20,971,520 bytes"):
        list(archive.members(zipped({"a.txt": b"\0" * (20 << 20)}), "bomb"))
    nest = zipped({"a.csv": ROWS})
    for _ in range(4):
        nest = zipped({"inner.zip": nest})
    with pytest.raises(BadDocument, match="is an archive within 3 others"):
        list(archive.members(nest, "nest"))
    monkeypatch.setattr(archive, "MOST", 3)
    with pytest.raises(BadDocument, match="one of more than 3 files"):
        list(archive.members(zipped({f"{n}.csv": ROWS for n in range(4)}), "many"))
    monkeypatch.setattr(archive, "ALTOGETHER", 100)
    with pytest.raises(BadDocument, match="unpacks to more than it says"):
        list(archive.members(zipped({"a": ROWS, "b": ROWS}), "large"))


@pytest.mark.parametrize("spoil", [lambda data: data[:-30], lambda data: data[:40] + b"\xff" * 20 + data[60:], lambda _: b"PK\x03\x04"])
def test_a_broken_archive_is_one_line(spoil: object, tmp_path: Path) -> None:
    path = given_as(spoil(zipped({"a.csv": ROWS * 50})), tmp_path, "box.zip")  # type: ignore[operator]
    [outcome] = Desk(tmp_path / "case").load(path)
    assert outcome.outcome == "failed"
    assert outcome.error
    assert "broken archive" in outcome.error
    assert "\n" not in outcome.error


# --- what is attached to mails -------------------------------------------------------------------------------------


def attached(*files: tuple[str, bytes], text: bytes = b"See the file.") -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "a@x.example", "noc@orchid.example", "<1@x.example>"
    message.set_content(text.decode())
    for name, data in files:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_the_list_attached_is_the_point_of_the_mail(tmp_path: Path) -> None:
    outcomes = Desk(tmp_path / "case").load(given_as(attached(("list.csv", ROWS), ("odd.bin", b"\0\1")), tmp_path, "a.eml"))
    assert [(o.name, o.outcome, o.claims) for o in outcomes] == [
        ("a.eml", "skipped", 0),
        ("a.eml/list.csv", "loaded", 1),
        ("a.eml/odd.bin", "skipped", 0),
    ]
    assert [u.reason for u in outcomes[2].unread] == [
        "is not read: a.eml/odd.bin is neither text nor mail nor PDF: give the document as one of these"
    ]


def test_a_mail_in_an_archive_that_a_mail_brings_is_not_a_mail_received(tmp_path: Path) -> None:
    path = given_as(attached(("box.zip", zipped({"n.eml": NOTICE, "list.csv": ROWS}))), tmp_path, "a.eml")
    assert [name for name, _ in readers.attached(path)] == ["box.zip/list.csv"]


# --- one document's failure ----------------------------------------------------------------------------------------


def test_a_loader_that_stumbles_fails_its_document_in_one_line_and_the_next_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracer import registry

    module = registry.get("hop_list").module

    def stumbles(_: Document) -> None:
        raise RecursionError("x\ny")

    desk = Desk(tmp_path / "case")
    path, good = given_as(ROWS, tmp_path, "a.csv"), given_as(NOTICE, tmp_path, "n.eml")
    monkeypatch.setattr(module, "load", stumbles)
    [bad] = desk.load(path)
    assert bad.error == "a.csv makes hop_list stumble (RecursionError: x y): it is not loaded; please report it"
    assert [o.outcome for o in desk.load(good)] == ["loaded"]
    monkeypatch.setattr(module, "recognise", stumbles)
    [bad] = desk.load(path)
    assert bad.unknown


@pytest.mark.parametrize(("said", "verified", "codes"), [("pass", "yes", []), ("fail", "no", ["sender-failed"]), ("none", "unknown", [])])
def test_what_any_letter_says_in_a_mail_is_marked_by_the_check_of_its_sender(
    said: str, verified: str, codes: list[str], tmp_path: Path
) -> None:
    from tests.places import EXAMPLES
    from tracer import registry
    from tracer.model import Claim, Remark

    head = (
        f"Authentication-Results: mx.orchid.example; dmarc={said} header.from=x.example\n"
        "From: a@x.example\nTo: noc@orchid.example\nMessage-ID: <1@x.example>\nContent-Type: text/plain; charset=utf-8\n\n"
    )
    document = read(head.encode() + (EXAMPLES / "ag_notice.txt").read_bytes(), tmp_path, "a.eml")
    found = [*registry.get("ag_notice").load(document)]
    assert {f.verified for f in found if isinstance(f, Claim)} == {verified}
    assert [f.code for f in found if isinstance(f, Remark)] == codes


# --- Word ----------------------------------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, more: dict[str, bytes] | None = None) -> bytes:
    page = f"<w:document {_W}><w:body>{body}</w:body></w:document>".encode()
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": page, **(more or {})})


def run(text: str, looks: str = "") -> str:
    return f'<w:r>{f"<w:rPr>{looks}</w:rPr>" if looks else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def test_a_word_file_is_lines_with_tabs_and_footnotes_at_the_end(tmp_path: Path) -> None:
    notes = f'<w:footnotes {_W}><w:footnote w:type="separator" w:id="0"/><w:footnote w:id="2">{paragraph(run("See above."))}</w:footnote></w:footnotes>'
    body = (
        paragraph(run("May 2, 2024"))
        + paragraph(run("Dear "), run("Orchid"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(":"))
        + table(("Customer", "Date"), ("Fern & Co", "May 1, 2024"))
        + paragraph(run("a"), "<w:del>" + run("gone") + "</w:del>", "<w:ins>" + run("b") + "</w:ins>", "<w:r><w:br/></w:r>", run("c"))
    )
    document = read(word(body, {"word/footnotes.xml": notes.encode()}), tmp_path, "letter.docx")
    [part] = document.parts()
    assert part.lines == (
        "May 2, 2024", "", "Dear Orchid²:", "", "Customer\tDate", "Fern & Co\tMay 1, 2024", "", "ab", "c", "", "", "² See above.",
    )  # fmt: skip
    assert noted(document) == []


@pytest.mark.parametrize(
    "looks",
    ["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>'],
)
def test_what_a_word_file_does_not_show_is_no_text(looks: str, tmp_path: Path) -> None:
    document = read(word(paragraph(run("Seen"), run(" and not seen", looks))), tmp_path, "a.docx")
    [part] = document.parts()
    assert part.lines == ("Seen",)
    assert noted(document) == ["text-hidden: 3 words that the document does not show were left out"]


@pytest.mark.parametrize("looks", ["<w:strike/>", '<w:dstrike w:val="1"/>'])
def test_what_a_word_file_strikes_out_is_no_text(looks: str, tmp_path: Path) -> None:
    document = read(word(paragraph(run("Seen"), run(" and taken back", looks))), tmp_path, "a.docx")
    [part] = document.parts()
    assert part.lines == ("Seen",)
    assert noted(document) == ["text-struck: 3 words that the document strikes out were left out"]


@pytest.mark.parametrize(
    "looks", ['<w:strike w:val="false"/>', '<w:vanish w:val="0"/>', '<w:color w:val="FFFFFF"/><w:shd w:fill="003366"/>', "<w:b/>"]
)
def test_what_a_word_file_shows_is_text(looks: str, tmp_path: Path) -> None:
    [part] = read(word(paragraph(run("Seen", looks))), tmp_path, "a.docx").parts()
    assert part.lines == ("Seen",)


def test_pictures_in_a_word_file_are_named(tmp_path: Path) -> None:
    document = read(word(paragraph(run("Seen"), "<w:r><w:drawing/></w:r>")), tmp_path, "a.docx")
    assert noted(document) == ["1 pictures or drawings in the document: what they show is not read"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (word("<w:p"), "is a broken Word file"),
        (word(""), "is a Word file without text"),
        (word("").replace(b"PK\x01\x02", b"PK\x09\x02"), "broken|neither"),
        (zipped({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}), "holds what no Word file does"),
    ],
)
def test_a_bad_word_file_is_one_line(data: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match=said):
        read(data, tmp_path, "a.docx")


# --- Outlook -------------------------------------------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def test_without_its_extra_an_outlook_file_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "oxmsg", None)
    with pytest.raises(
        BadDocument, match=r"^a\.msg is an Outlook message: pip install 'calltracer\[outlook\]' reads it, or save it as \.eml$"
    ):
        read(OLE, tmp_path, "a.msg")


def test_a_broken_outlook_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="is a broken Outlook message"):
        read(OLE, tmp_path, "a.msg")


def test_an_outlook_file_is_a_mail_with_the_headers_it_came_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oxmsg = pytest.importorskip("oxmsg")
    headers = (
        "Received: from x by mx.orchid.example; Tue\r\nAuthentication-Results: mx.orchid.example;\r\n dmarc=pass header.from=tracebacks.org\r\n"
        "From: ITG <traceback-notice@tracebacks.org>\r\nTo: noc@orchid.example\r\nContent-Type: text/html; charset=x\r\n"
    )
    held = SimpleNamespace(
        properties=SimpleNamespace(str_prop_value=lambda _: headers), body="Hello “you”\r\n", html_body=None,
        attachments=[SimpleNamespace(file_name="list.csv", file_bytes=ROWS, mime_type=None)],
    )  # fmt: skip
    monkeypatch.setattr(oxmsg.Message, "load", lambda _: held)
    document = read(OLE, tmp_path, "a.msg")
    [part] = document.parts()
    assert (part.lines, part.sender, part.verified) == (("Hello “you”",), "tracebacks.org", "yes")
    assert noted(document) == ["attachment: message 1: the attachment list.csv is a document of its own"]
    assert list(readers.attached(tmp_path / "a.msg")) == [("list.csv", ROWS)]


def test_what_an_outlook_file_says_in_another_character_set_than_its_own_is_read_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oxmsg = pytest.importorskip("oxmsg")

    class Held:
        """As the library has it: a text that is not in the set it names, a message within, a time that was never set."""

        properties = SimpleNamespace(str_prop_value=lambda _: None)
        sender = "noc@orchid.example"
        recipients = ()
        sent_date = datetime(1601, 1, 1, tzinfo=UTC)
        html_body = None
        attachments = (SimpleNamespace(file_name=None, file_bytes=None, mime_type=None),)

        @property
        def subject(self) -> str:
            raise LookupError("unknown encoding: windows-950")

        @property
        def body(self) -> str:
            raise UnicodeDecodeError("utf-8", b"\xf6", 0, 1, "invalid start byte")

    asked: list[str] = []
    monkeypatch.setattr(oxmsg.Message, "load", lambda _: Held())
    monkeypatch.setattr(outlook, "_kept", lambda _, property_: asked.append(property_) or "Grüße".encode("cp1252"))
    document = read(OLE, tmp_path, "a.msg")
    [part] = document.parts()
    assert (part.lines, part.headers) == (("Grüße",), {"from": "noc@orchid.example"})
    assert asked == ["1000001E"]
    assert noted(document) == [
        "charset-assumed: message 1: says nothing of its character set: read as cp1252",
        "message 1: the attachment message.msg (application/vnd.ms-outlook) is not read",
    ]


# --- PDF -----------------------------------------------------------------------------------------------------------

SHOWS = b"BT /F 10 Tf 50 1150 Td (Seen) Tj ET\n"
NOT_SHOWN = [
    b"1 1 1 rg BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"1 g BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"0 0 0 0 k BT /F 10 Tf 50 900 Td [(SEC) 2 (RET)] TJ ET",
    b"BT 3 Tr /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"BT /F 0.1 Tf 50 900 Td (SECRET) Tj ET",
    b"BT /F 10 Tf 0.01 0 0 0.01 50 900 Tm (SECRET) Tj ET",
    b"BT /F 10 Tf 5000 900 Td (SECRET) Tj ET",
    b"q 1 0 0 1 0 -2000 cm BT /F 10 Tf 50 900 Td (SECRET) Tj ET Q",
    b"BT /F 10 Tf 50 900 Td (SECRET) Tj ET 0 g 0 850 900 100 re f",
    b"0 0 1 rg 40 890 200 30 re f 1 1 1 rg 40 890 200 30 re f BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"0 0 1 rg 40 890 200 30 re f BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"0 g 40 890 m 240 890 l 240 920 l 40 920 l h f BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"0.93 g BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"1 G BT 1 Tr /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"BT 0 Tz /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"q 0 0 1 1 re W n BT /F 10 Tf 50 900 Td (SECRET) Tj ET Q",
    b"q 0 0 300 1100 re W n 0 0 300 700 re W* n BT /F 10 Tf 50 900 Td (SECRET) Tj ET Q",
    b"/Faint gs BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"BT /F 10 Tf 50 900 Td (SECRET) Tj ET q /Full gs 1 g 40 890 200 30 re f Q",
    b"/OC /Off BDC /Span BMC EMC BT /F 10 Tf 50 900 Td (SECRET) Tj ET EMC",
    b"/OC /Both BDC BT /F 10 Tf 50 900 Td (SECRET) Tj ET EMC",
    b"/DeviceRGB cs 1 1 1 scn BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
]
SHOWN = [
    b"q 0 0 300 1100 re W n BT /F 10 Tf 50 900 Td (SECRET) Tj ET Q",
    b"q 0 0 1 1 re W n Q BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"/OC /Off BDC EMC /OC /On BDC BT /F 10 Tf 50 900 Td (SECRET) Tj ET EMC",
    b"/OC /Some BDC BT /F 10 Tf 50 900 Td (SECRET) Tj ET EMC",
    b"/Ink cs 1 scn BT /F 10 Tf 50 900 Td (SECRET) Tj ET",  # an ink of its own, in full
    b"1 G BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"1 g 1 Tr 0 G BT 1 Tr /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"BT /F 10 Tf 50 900 Td (SECRET) Tj ET q /Faint gs 40 890 200 30 re f Q",
    b"BT /F 10 Tf 50 900 Td (SECRET) Tj ET 40 890 m 240 890 l 40 920 l h f",  # three corners
    b"BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"0 0 1 rg 40 890 200 30 re f 1 1 1 rg BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"q 1 g Q BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"1 g 40 890 200 30 re f 0 g BT /F 10 Tf 50 900 Td (SECRET) Tj ET",
    b"BT /F 10 Tf 50 900 Td (SECRET) Tj ET 40 890 200 30 re S",
    b"BT /F 10 Tf 50 900 Td (SECRET) Tj ET q /G gs 40 890 200 30 re f Q",
]


NAMED = (
    b"/ExtGState << /Faint << /ca 0.01 >> /Full << /ca 1 >> >> /ColorSpace << /Ink [/Separation /Black /DeviceGray 9 0 R] >> "
    b"/Properties << /Off 90 0 R /On 91 0 R /Both << /OCGs [90 0 R] >> /Some << /OCGs [90 0 R 91 0 R] >> >> "
)
LAYERS = b"90 0 obj\n<< /Type /OCG >>\nendobj\n91 0 obj\n<< /Type /OCG >>\nendobj\n"


def drawn(content: bytes) -> bytes:
    """A page of that content beside a line that is seen."""
    whole = SHOWS + content
    old = b"BT /F 10 Tf 50 1150 Td (Seen) Tj ET\n"
    page = pdf([["Seen"]]).replace(b"/Resources << ", b"/Resources << " + NAMED).replace(b"xref\n", LAYERS + b"xref\n", 1)
    page = page.replace(b"/Type /Catalog", b"/Type /Catalog /OCProperties << /OCGs [90 0 R 91 0 R] /D << /OFF [90 0 R] >> >>")
    return page.replace(b"<< /Length %d >>" % len(old), b"<< /Length %d >>" % len(whole)).replace(old, whole)


@pytest.mark.parametrize("content", NOT_SHOWN)
def test_what_a_page_does_not_show_is_no_text(content: bytes, tmp_path: Path) -> None:
    document = read(drawn(content), tmp_path, "a.pdf")
    [page] = document.parts()
    assert page.lines == ("Seen",)
    assert noted(document) == ["text-hidden: page 1: text that it does not show was left out"]


@pytest.mark.parametrize("content", SHOWN)
def test_what_a_page_shows_is_text(content: bytes, tmp_path: Path) -> None:
    document = read(drawn(content), tmp_path, "a.pdf")
    [page] = document.parts()
    assert [line.strip() for line in page.lines if line.strip()] == ["Seen", "SECRET"]
    assert noted(document) == []


def test_what_is_cut_off_at_the_edge_of_a_page_is_no_text(tmp_path: Path) -> None:
    cut = drawn(SHOWN[-1]).replace(b"/Type /Page ", b"/Type /Page /CropBox [0 1000 900 1300] ")
    document = read(cut, tmp_path, "a.pdf")
    [page] = document.parts()
    assert page.lines == ("Seen",)
    assert noted(document) == ["text-hidden: page 1: text that it does not show was left out"]


def test_a_page_without_text_is_named_for_every_kind_of_document(tmp_path: Path) -> None:
    assert noted(read(pdf([["First"], []]), tmp_path, "a.pdf")) == ["page 2 has no text layer"]
