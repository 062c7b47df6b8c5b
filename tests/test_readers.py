"""What a loader is given: lines and places from plain text, mail and PDF, and one clear line where that cannot be."""

from __future__ import annotations

import re
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pdf_writer import pdf
from tracer.errors import BadDocument
from tracer.model import Document, Unread
from tracer.readers import read


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


def given_as(data: bytes, folder: Path, name: str = "document") -> Document:
    path = folder / name
    path.write_bytes(data)
    return read(path, name=name, sha256="5a" * 32, noted_on="2024-05-02")


def refused(data: bytes, folder: Path, name: str = "document") -> str:
    with pytest.raises(BadDocument) as caught:
        given_as(data, folder, name).parts()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def lines(document: Document) -> list[tuple[str, ...]]:
    return [part.lines for part in document.parts()]


def noted(document: Document) -> list[str]:
    """What the reader says of a document once it was walked through."""
    for _ in document.parts():
        pass
    return [note.reason if isinstance(note, Unread) else f"{note.code}: {note.text}" for note in document.notes()]


# --- text ----------------------------------------------------------------------------------------------------------


def test_text_is_lines_as_an_editor_counts_them(folder: Path) -> None:
    document = given_as(b"\xef\xbb\xbfa\r\nb\x0cc\xe2\x80\xa8d\x85e\n\n\tf\rg\n".replace(b"\x85", "\x85".encode()), folder)
    assert (document.media, document.name, document.sha256, document.noted_on) == ("text", "document", "5a" * 32, "2024-05-02")
    assert lines(document) == [("a", "b\x0cc\u2028d\x85e", "", "\tf", "g")]
    assert list(document.stream()) == ["a\r\n", "b\x0cc\u2028d\x85e\n", "\n", "\tf\r", "g\n"]
    assert document.head.startswith("a\r\nb")
    (part,) = document.parts()
    assert (part.message, part.page, part.place(2).line_to) == (None, None, 2)


def test_text_without_a_last_line_feed_keeps_its_last_line(folder: Path) -> None:
    assert lines(given_as(b"a\nb", folder)) == [("a", "b")]
    assert lines(given_as(b"a\rb", folder)) == [("a", "b")]


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1))
def test_no_line_of_a_text_is_lost(folder: Path, text: str) -> None:
    if not text.encode().strip(b"\xef\xbb\xbf \t\r\n\f"):
        return
    document = given_as(b"x" + text.encode(), folder)
    assert "".join(document.stream()) == "x" + text
    assert lines(document)[0] == tuple(re.split("\r\n|\r|\n", re.sub("(?:\r\n|\r|\n)\\Z", "", "x" + text)))


def test_the_head_of_a_long_text_ends_with_a_whole_character(folder: Path) -> None:
    document = given_as("aé\n".encode() * 100_000, folder)
    assert 40_000 < len(document.head) <= 64 * 1024
    assert set(document.head.split("\n")) <= {"aé", "a", ""}


def test_parts_are_read_once(folder: Path) -> None:
    document = given_as(b"a\n", folder)
    assert document.parts() is document.parts()


# --- mail ----------------------------------------------------------------------------------------------------------

HEADERS = (
    b"From: Odalys <odalys@fernwickvoice.example>\r\nTo: noc@orchid.example,\r\n sales@orchid.example\r\n"
    b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
)
WHO = "(from Odalys <[masked]@fernwickvoice.example>)"
FULL = HEADERS + b"Date: Thu, 2 May 2024 09:44:00 -0400\r\nMessage-ID: <1@x.example>\r\n"


def message(body: str = "Hello\nthere\n", **how: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "odalys@fernwickvoice.example", "noc@orchid.example", "Calls"
    mail["Message-ID"] = "<1@x.example>"
    mail.set_content(body, **how)
    return mail


@pytest.mark.parametrize("name", ["notice.eml", "1714657440.M1P2.host:2,S", "notice.txt"])
def test_a_mail_is_known_by_its_headers_whatever_its_name(name: str, folder: Path) -> None:
    document = given_as(FULL + b"\r\nHello\r\n\r\nthere\r\n", folder, name)
    (part,) = document.parts()
    assert (document.media, part.lines, part.message) == ("mail", ("Hello", "", "there"), 1)
    assert part.headers == {
        "from": "Odalys <odalys@fernwickvoice.example>",
        "to": "noc@orchid.example, sales@orchid.example",
        "date": "Thu, 2 May 2024 09:44:00 -0400",
        "subject": "Grüße",
    }
    assert "From: Odalys" in document.head
    assert "Hello\n" in document.head
    assert list(document.stream()) == ["Hello\n", "\n", "there\n"]


def test_a_text_dump_of_mails_is_text_with_its_own_line_numbers(folder: Path) -> None:
    for gap in (b"\n", b"\n\n"):
        dump = [b"From: traceback-notice@tracebacks.org", b"To: noc@fernwickvoice.example", b"Date: 02 May 24 13:44 UTC", b"", b"Hello"]
        document = given_as(gap.join(dump), folder, "mailbox.txt")
        assert document.media == "text"
        assert lines(document)[0][0] == "From: traceback-notice@tracebacks.org"
        assert lines(document)[0][-1] == "Hello"


def test_a_mail_without_a_machines_headers_is_known_by_its_suffix(folder: Path) -> None:
    assert given_as(HEADERS + b"\r\nHello\r\n", folder, "notice.eml").media == "mail"
    assert given_as(HEADERS + b"\r\nHello\r\n", folder, "notice.txt").media == "text"


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_transfer_encodings_and_character_sets_are_decoded(encoding: str, charset: str, folder: Path) -> None:
    data = message("Grüße = $5\nto é\n", charset=charset, cte=encoding).as_bytes()
    assert lines(given_as(data, folder)) == [("Grüße = $5", "to é")]


def test_a_mail_that_declares_nothing_is_utf_8(folder: Path) -> None:
    assert lines(given_as(FULL + "\r\nGrüße".encode(), folder)) == [("Grüße",)]


def test_plain_text_is_preferred_and_an_attachment_is_no_body(folder: Path) -> None:
    mail = message("plain\n")
    mail.add_alternative("<p>html</p>", subtype="html")
    mail.add_attachment("attached\n", filename="a.txt")
    assert lines(given_as(mail.as_bytes(), folder)) == [("plain",)]


def test_html_becomes_text_with_its_tables_as_lines_with_tabs(folder: Path) -> None:
    page = (
        "<html><head><title>no</title><style>p {}</style></head><body><table><tr><td>"
        "<p>First &amp;\nlast</p><p>Second<br>line</p>"
        "<table><tr><th>Provider</th><th>Open</th><th></th></tr><tr><td><p>Orchid <b>Transit</b></p><td>0<td></tr></table>"
        "</td></tr></table><script>no()</script><div>End</div></body></html>"
    )
    mail = message(page, subtype="html")
    expected = ("First & last", "", "Second", "line", "", "Provider\tOpen\t", "Orchid Transit\t0\t", "", "End")
    assert lines(given_as(mail.as_bytes(), folder)) == [expected]
    mail = message("\n")
    mail.add_alternative(page, subtype="html")
    assert lines(given_as(mail.as_bytes(), folder)) == [expected]


def test_an_mbox_has_a_part_per_message(folder: Path) -> None:
    one = b"From a@x Thu May  2 13:44:00 2024\n" + message("Hello\n>From here\n\nFrom there to here\n").as_bytes()
    two = b"From b@x Thu May  2 13:45:00 2024\r\n" + FULL + b"\r\nSecond\r\n"
    document = given_as(one + b"\n" + two, folder)
    assert document.media == "mail"
    assert [(p.message, p.lines, p.headers["from"]) for p in document.parts()] == [
        (1, ("Hello", "From here", "", "From there to here", ""), "odalys@fernwickvoice.example"),
        (2, ("Second",), "Odalys <odalys@fernwickvoice.example>"),
    ]
    assert document.head.index("Odalys") < document.head.index("Hello")


def test_a_message_cut_short_in_an_mbox_does_not_swallow_the_next(folder: Path) -> None:
    one, two = (b"From a@x Thu May  2 13:44:00 2024\n" + message(f"{words}\n").as_bytes() for words in ("Cut", "Second"))
    assert [p.lines for p in given_as(one + two, folder).parts()] == [("Cut",), ("Second",)]
    inside = one + b"From there to here\nTo: them\n"  # no line that begins a message has this form
    assert [p.lines for p in given_as(inside, folder).parts()] == [("Cut", "From there to here", "To: them")]


def test_a_mail_forwarded_as_an_attachment_is_a_message_too(folder: Path) -> None:
    outer = message("See the mail attached.\n")
    inner = message("Hello\n")
    outer.add_attachment(inner)
    assert [(p.message, p.lines) for p in given_as(outer.as_bytes(), folder).parts()] == [(1, ("See the mail attached.",)), (2, ("Hello",))]


# --- PDF -----------------------------------------------------------------------------------------------------------


def test_a_pdf_has_a_part_per_page_with_columns_apart(folder: Path) -> None:
    document = given_as(pdf([["First page", "Orchid     2", "", "End"], ["Second"]]), folder, "print.txt")
    assert document.media == "pdf"
    assert [(p.page, p.message, p.lines) for p in document.parts()] == [
        (1, None, ("First page", "Orchid     2", "", "End")),
        (2, None, ("Second",)),
    ]
    assert document.head == "First page\nOrchid     2\n\nEnd\nSecond"


def test_a_page_without_text_is_a_part_without_lines(folder: Path) -> None:
    assert lines(given_as(pdf([["First"], []]), folder)) == [("First",), ()]


def locked(password: str, folder: Path) -> bytes:
    (folder / "open.pdf").write_bytes(pdf([["Hello"]]))
    writer = pypdf.PdfWriter(clone_from=folder / "open.pdf")
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    with (folder / "locked.pdf").open("wb") as file:
        writer.write(file)
    return (folder / "locked.pdf").read_bytes()


@pytest.mark.filterwarnings("ignore")
def test_a_pdf_locked_against_changes_only_is_read(folder: Path) -> None:
    assert lines(given_as(locked("", folder), folder)) == [("Hello",)]


@pytest.mark.filterwarnings("ignore")
def test_a_pdf_locked_by_a_password_is_refused(folder: Path) -> None:
    assert refused(locked("secret", folder), folder) == "document is locked by a password: save an unlocked copy and load that"


# --- what cannot be read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "document is empty: give a file that holds the document's text"),
        (b"\xef\xbb\xbf \r\n\n", "document is empty: give a file that holds the document's text"),
        (b"PK\x03\x04\x00\x00", "document is neither text nor mail nor PDF: give the document as one of these"),
        (FULL, f"document, message 1 {WHO} ends within its headers: it was cut: save the mail again"),
        (FULL + b"broken line\r\n\r\nHello", f"document, message 1 {WHO} has a broken line in its headers: save the mail again"),
        (
            FULL + b"Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8gdGhlcmU",
            f"document, message 1 {WHO} is cut or garbled in its body: save the mail again",
        ),
        (
            FULL + b"Content-Transfer-Encoding: quoted-printable\r\n\r\nHello =E",
            f"document, message 1 {WHO} is cut or garbled in its body: save the mail again",
        ),
        (
            FULL + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nHello\r\n',
            f"document, message 1 {WHO} is cut or garbled in its body: save the mail again",
        ),
        (b"%PDF-1.4\nnothing", "document is a broken PDF: fetch it again, or print it anew"),
        (pdf([["Hello"]])[:400], "document is a broken PDF: fetch it again, or print it anew"),
        (pdf([[], []]), "document has no text layer: run it through text recognition (OCR) and load the result"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(data: bytes, said: str, folder: Path) -> None:
    assert refused(data, folder) == said


def test_a_file_that_is_not_there_is_told_in_one_line(folder: Path) -> None:
    with pytest.raises(BadDocument, match=r"gone cannot be opened \(No such file or directory\): check the path and who may read it"):
        read(folder / "gone", name="gone", sha256="")


def test_importing_the_readers_loads_nothing_heavy() -> None:
    code = "import sys, tracer.readers; print(sorted({'email', 'pypdf', 'html.parser'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
