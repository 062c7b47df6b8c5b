"""Mail as others write it: one bad message is its own outcome, what is not displayed is no text, nothing attached goes unsaid."""

from __future__ import annotations

import base64
import io
import time
import zipfile
from collections.abc import Iterable
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracer import readers
from tracer.model import Document, Part, Unread, Verified
from tracer.readers import html

HEADERS = b"From: Odalys <odalys@fernwickvoice.example>\nTo: noc@orchid.example\nMessage-ID: <1@x.example>\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mails")


def given_as(data: bytes, folder: Path, name: str = "box") -> Document:
    path = folder / name
    path.write_bytes(data)
    return readers.read(path, name=name, sha256="5a" * 32)


def mail(body: bytes = b"Hello\n", headers: bytes = b"") -> bytes:
    return HEADERS + headers + b"\n" + body


def box(*mails: bytes) -> bytes:
    return b"\n".join(b"From a Thu May  2 13:44:00 2024\n" + one + b"\n" for one in mails)


def walked(document: Document) -> tuple[list[Part], list[str]]:
    """The parts, and what the reader says of them."""
    parts = list(document.parts())
    return parts, [note.reason if isinstance(note, Unread) else f"{note.code}: {note.text}" for note in document.notes()]


def texts(parts: Iterable[Part]) -> list[str]:
    return ["\n".join(part.lines).strip() for part in parts]


# --- one message, one outcome --------------------------------------------------------------------------------------

BAD = {
    "cut": (mail(b"SGVsbG8gdGhlcmU", b"Content-Transfer-Encoding: base64\n"), "is cut or garbled in its body"),
    "no end": (mail(b"--b\n\nHello\n", b'Content-Type: multipart/mixed; boundary="b"\n'), "is cut or garbled in its body"),
    "a line that is no header": (mail(headers=b"broken line\n"), "has a broken line in its headers"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_bad_mail_of_a_box_is_named_and_the_others_are_read(what: str, place: int, folder: Path) -> None:
    bad, reason = BAD[what]
    good = [mail(b"First\n"), mail(b"Second\n")]
    parts, notes = walked(given_as(box(*good[:place], bad, *good[place:]), folder))
    assert texts(parts) == ["First", "Second"]
    assert notes == [f"message {place + 1} (from Odalys <[masked]@fernwickvoice.example>) {reason}"]
    assert [part.message for part in parts] == [n for n in (1, 2, 3) if n != place + 1]


def test_a_box_is_one_though_its_first_mail_has_no_header(folder: Path) -> None:
    parts, notes = walked(given_as(box(b"\x00\xff junk\n\nHello\n", mail(b"Second\n")), folder))
    assert texts(parts) == ["Second"]
    assert notes == ["message 1 has a broken line in its headers"]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.binary(max_size=200))
def test_whatever_stands_between_two_mails_they_are_read(folder: Path, headers: bytes, body: bytes) -> None:
    odd = b"Subject: x\n" + headers + b"\n\n" + body
    parts, _ = walked(given_as(box(mail(b"First\n"), odd, mail(b"Last\n")), folder))
    assert texts(parts)[0].startswith("First")
    assert "Last" in texts(parts)[-1]


def test_walking_twice_says_nothing_twice(folder: Path) -> None:
    document = given_as(box(mail(b"Caf\xe9\n"), mail()), folder)
    assert walked(document) == walked(document)
    assert len(walked(document)[1]) == 1


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_lines_end_as_any_program_writes_them(end: bytes, folder: Path) -> None:
    parts, _ = walked(given_as(mail(b"Hello\nthere\n").replace(b"\n", end), folder, "a.eml"))
    assert [line for line in parts[0].lines if line] == ["Hello", "there"]
    assert parts[0].headers["to"] == "noc@orchid.example"


# --- character sets ------------------------------------------------------------------------------------------------

QUOTED = "“Odalys’s” – 5 €"


@pytest.mark.parametrize(
    ("header", "body", "text", "note"),
    [
        (b"", QUOTED.encode("cp1252"), QUOTED, "says nothing of its character set: read as cp1252"),
        (b"Content-Type: text/plain; charset=us-ascii\n", QUOTED.encode("cp1252"), QUOTED, "says that it is us-ascii, which it is not: read as cp1252"),
        (b"Content-Type: text/plain; charset=us-ascii\n", QUOTED.encode(), QUOTED, None),
        (b"Content-Type: text/plain; charset=iso-8859-1\n", QUOTED.encode("cp1252"), QUOTED, "says that it is iso-8859-1, and is read as cp1252"),
        (b"Content-Type: text/plain; charset=iso-8859-1\n", "Grüße".encode("latin-1"), "Grüße", None),
        (b"Content-Type: text/plain; charset=utf-8\n", QUOTED.encode("cp1252"), QUOTED, "says that it is utf-8, which it is not: read as cp1252"),
        (b"Content-Type: text/plain; charset=gb2312\n", "電話 ,€".encode("gb18030"), "電話 ,€", "says that it is gb2312, and is read as gb18030"),
        (b"Content-Type: text/plain; charset=gb2312\n", "电话".encode("gb2312"), "电话", None),
        (b"Content-Type: text/plain; charset=klingon\n", "é".encode(), "é", "names the unknown character set klingon: read as utf-8"),
        (b"Content-Type: text/plain; charset=unicode_escape\n", b"\\u0041", "\\u0041", "names the unknown character set unicode_escape: read as utf-8"),
        (b"Content-Type: text/plain; charset=hex\n", b"4142", "4142", "names the unknown character set hex: read as utf-8"),
        (b'Content-Type: text/html; charset=us-ascii\n', b'<meta charset="windows-1252"><p>' + QUOTED.encode("cp1252"), QUOTED, "says that it is us-ascii, and in the page windows-1252: read as that"),
        (b"Content-Type: text/html\n", b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">' + "Да".encode("cp1251"), "Да", None),
    ],
)  # fmt: skip
def test_text_is_decoded_by_what_fits_and_what_was_assumed_is_said(
    header: bytes, body: bytes, text: str, note: str | None, folder: Path
) -> None:
    parts, notes = walked(given_as(mail(body, header), folder, "a.eml"))
    assert texts(parts) == [text]
    assert notes == ([f"charset-assumed: message 1: {note}"] if note else [])


@pytest.mark.parametrize(
    ("data", "line", "note"),
    [
        (b"a\nb\nGr\xfc\xdfe\n", "Grüße", "charset-assumed: not UTF-8 from this line on: read as cp1252"),
        (b"a\n" * 50_000 + b"Gr\xfc\xdfe\n", "Grüße", "charset-assumed: not UTF-8 from this line on: read as cp1252"),
        ("a\nGrüße\n".encode("utf-16"), "Grüße", None),
        ("a\nGrüße\n".encode(), "Grüße", None),
    ],
)
def test_a_text_file_is_decoded_by_what_fits(data: bytes, line: str, note: str | None, folder: Path) -> None:
    parts, notes = walked(given_as(data, folder, "a.txt"))
    assert parts[0].lines[-1] == line
    assert notes == ([note] if note else [])


# --- what is displayed ---------------------------------------------------------------------------------------------

HIDDEN = [
    '<div style="display:none">SECRET</div>',
    '<div style="DISPLAY : NONE !important">SECRET</div>',
    '<p hidden>SECRET</p>',
    '<span style="visibility:hidden">SECRET</span>',
    '<span style="font-size:0">SECRET</span>',
    '<span style="font-size:1px;line-height:1px">SECRET</span>',
    '<font color="#ffffff">SECRET</font>',
    '<span style="color:white">SECRET</span>',
    '<span style="color:rgb(255, 255, 254)">SECRET</span>',
    '<table bgcolor="#003366"><tr><td style="color:#036">SECRET</td></tr></table>',
    '<div style="position:absolute;left:-9999px">SECRET</div>',
    '<div style="text-indent:-999em">SECRET</div>',
    '<div style="max-height:0;overflow:hidden">SECRET</div>',
    '<div style="opacity:0">SECRET</div>',
    '<div style="mso-hide:all">SECRET</div>',
    '<style>.x1{display:none}</style><div class="a x1">SECRET</div>',
    '<style>/* no */ #y , td.z { color:#FFF }</style><p id=y>SECRET</p>',
    '<!-- SECRET -->', '<!--[if mso]><p>SECRET</p><![endif]-->', '<!-- SECRET',
    '<div style="display:none"><p style="display:block">SECRET<p>SECRET</div>',
    '<div style="display:none"><b></i></u>SECRET</div>',
    '<template>SECRET</template>', '<noscript>SECRET</noscript>',
    "<textarea>SECRET</textarea>", "<select><option>SECRET</option></select>", "<dialog>SECRET</dialog>",
    "<style>div.a .b{display:none}</style><div class=a><p><i class=b>SECRET</i></p></div>",
    "<style>td > .b{display:none}</style><table><tr><td><div class=b>SECRET</div></table>",
    '<style>[data-x="1"] b{display:none}</style><div data-x=1><b>SECRET</b></div>',
    "<style>a[class~=x]{display:none}</style><a class='y x'>SECRET</a>",
    "<style>@import 'x.css'; @media screen{.m{display:none}} p{margin:0}</style><p class=m>SECRET</p>",
    "<style><!-- .m{display:none} --></style><p class=m>SECRET</p>",
    "<p class=m>SECRET</p><style>.m{display:none}</style>",
    "<style>:root{--d:none} .m{display:var(--d)}</style><p class=m>SECRET</p>",
    "<style>.m{display:none!important}</style><p class=m style='display:block'>SECRET</p>",
    "<style>p.m{display:none} .m{display:block}</style><p class=m>SECRET</p>",
    "<p style='dis\\70lay:no/**/ne'>SECRET</p>",
    "<p style='font:bold 0/0 Arial'>SECRET</p>", "<font color=ffffff>SECRET</font>", "<body text=white><p>SECRET</p></body>",
    "<p style='color:hsl(0,0%,100%)'>SECRET</p>", "<p style='color:#00000000'>SECRET</p>", "<p style='color:rgba(0,0,0,.01)'>SECRET</p>",
    "<p style='background:none beige;color:#f5f5dc'>SECRET</p>",
    "<p style='opacity:.01'>SECRET</p>", "<p style='filter:opacity(0)'>SECRET</p>", "<p style='content-visibility:hidden'>SECRET</p>",
    "<p style='margin:0 0 0 -9999px'>SECRET</p>", "<p style='transform:translateX(-9999px)'>SECRET</p>", "<p style='left:9999px'>SECRET</p>",
    "<p style='max-height:1px;overflow:hidden'>SECRET</p>", "<p style='clip:rect(1px,1px,1px,1px)'>SECRET</p>",
    "<p style='clip-path:circle(0)'>SECRET</p>",
]  # fmt: skip
SEEN = [
    "<p>SECRET</p>",
    '<table bgcolor="#003366"><tr><td style="color:#fff">SECRET</td></tr></table>',
    '<div style="font-size:0"><span style="font-size:12px">SECRET</span></div>',
    '<div style="visibility:hidden"><span style="visibility:visible">SECRET</span></div>',
    '<div style="color:#fff"><span style="color:#000">SECRET</span></div>',
    "<style>@media (max-width:600px){.m{display:none}}</style><p class=m>SECRET</p>",
    '<p style="display:none">a<p>SECRET</p>',
    '<div style="display:none">a</div>SECRET',
    '<table background="x.png"><tr><td style="color:#fff">SECRET</td></tr></table>',
    '<p style="color:#fff;background:#333">SECRET</p>',
    "<p>1 < 2 and SECRET</p>",
    "<style>div.a .b{display:none}</style><div class=b><p class=a>SECRET</p></div>",
    "<style>td > .b{display:none}</style><table><tr><td><p><i class=b>SECRET</i></p></table>",
    "<style>[data-x='1'] b{display:none}</style><div data-x=2><b>SECRET</b></div>",
    "<style>@media print{.m{display:none}} @media screen{.n{color:red}}</style><p class=m>SECRET</p>",
    "<style media=print>.m{display:none}</style><p class=m>SECRET</p>",
    "<style>.m{display:none} p.m{display:block}</style><p class=m>SECRET</p>",
    "<style>#m{display:block} .m{display:none}</style><p class=m id=m>SECRET</p>",
    "<p style='color:transparent'><span style='color:black'>SECRET</span></p>",
    "<div style='width:1%;overflow:hidden'>SECRET</div>",
    "<p style='margin:0 auto -20px 40px;opacity:.9'>SECRET</p>",
    "<p style='background:linear-gradient(#000,#111);color:#fff'>SECRET</p>",
    "<p style='font:400 12px/1 Arial'>SECRET</p>",
    "<dialog open>SECRET</dialog>",
    "<ins>SECRET</ins>",
]


@pytest.mark.parametrize("page", HIDDEN)
def test_what_a_page_does_not_display_is_no_text(page: str) -> None:
    assert "SECRET" not in html.text_of(f"<html><body><p>Before</p>{page}").text
    shown = html.text_of(f"<html><body><p>Before</p>{page}<p>After</p></body></html>")
    assert "Before" in shown.text


@pytest.mark.parametrize("page", SEEN)
def test_what_a_page_displays_is_text(page: str) -> None:
    assert "SECRET" in html.text_of(f"<html><body>{page}</body></html>").text


@pytest.mark.parametrize(
    "page",
    ["<s>{}</s>", "<del>{}</del>", "<strike><b>{}</b></strike>", "<p style='text-decoration:red line-through'><u>{}</u></p>"],
)
def test_what_a_page_strikes_out_is_no_text_and_that_is_said(page: str, folder: Path) -> None:
    struck = page.format('taken back in 20418 <a href="https://x.example/hops/hop/72001">there</a>')
    written = f"<p>Seen</p>{struck}<p>After</p>".encode()
    parts, notes = walked(given_as(mail(written, b"Content-Type: text/html\n"), folder, "a.eml"))
    assert [line for line in parts[0].lines if line] == ["Seen", "After"]
    assert notes == ["text-struck: message 1: 5 words that the page strikes out were left out"]
    assert html.text_of(struck).numbers == {"20418"}


def test_settings_and_styles_that_a_page_keeps_for_outlook_are_no_words_left_out() -> None:
    settings = "<xml><o:PixelsPerInch>96</o:PixelsPerInch></xml><style>.a {{font-family: Arial}}</style>"
    page = f"<head><!--[if gte mso 9]>{settings}<![endif]--></head><body>Seen<!--[if mso]><td>{{}}</td><![endif]--></body>"
    assert html.text_of(page.format("")) == html.Shown("Seen")
    assert html.text_of(page.format("call 20418")) == html.Shown("Seen", hidden=2, numbers=frozenset({"20418"}))


def test_a_page_that_is_long_and_has_many_rules_is_read_quickly() -> None:
    rules = "".join(f".c{n} .d{n} p{{color:red}} div div div i{{margin:0}}" for n in range(3_000))
    page = f"<style>{rules}</style>" + "<div class=c7>" * 400 + "".join(f"<p class=d{n}>word" for n in range(20_000))
    before = time.perf_counter()
    assert html.text_of(page).text.count("word") == 20_000
    assert time.perf_counter() - before < 20


@pytest.mark.parametrize(
    "style",
    [
        "color:hsl(" + "1" * 3_900,
        "clip:rect(" + "1," * 1_900,
        "clip-path:polygon(" + "0 " * 1_900,
        "font:" + "1" * 3_900,
        "width:" + "1" * 3_900,
    ],
)
def test_odd_styles_are_looked_at_quickly(style: str) -> None:
    before = time.perf_counter()
    assert html.text_of(f"<p style='{style};overflow:hidden'>word</p>" * 50).text.count("word") == 50
    assert time.perf_counter() - before < 5


def test_that_text_was_left_out_is_said(folder: Path) -> None:
    page = b'<p>Seen</p><p style="display:none">not to be seen</p>'
    parts, notes = walked(given_as(mail(page, b"Content-Type: text/html\n"), folder, "a.eml"))
    assert texts(parts) == ["Seen"]
    assert notes == ["text-hidden: message 1: 4 words that the page does not display were left out"]


def test_terms_stand_beside_what_is_said_of_them_and_a_caption_above_its_table() -> None:
    page = "<dl><dt>To<dd>+12025550101<dd>or nobody<dt>From</dt><dd>+12025550102</dd></dl><table><caption>Calls</caption><tr><td>1<td>2</table>"
    assert html.text_of(page).text.split("\n") == ["To\t+12025550101", "or nobody", "From\t+12025550102", "", "Calls", "", "1\t2", ""]


def test_a_link_with_a_hops_id_stands_in_the_text_and_no_other_does() -> None:
    page = '<p>Please <a href="https://portal.example/hops/hop/72001">answer here</a> or <a href="https://x.example/y">there</a>.</p><p>End</p>'
    assert html.text_of(page).text.rstrip() == "Please answer here or there.\n\n<https://portal.example/hops/hop/72001>\n\nEnd"
    hidden = page.replace("<a href", '<a style="display:none" href', 1)
    assert "72001" not in html.text_of(hidden).text


@pytest.mark.parametrize(
    "target",
    [
        "https://filter.example/?url=https%3A%2F%2Fportal.example%2Fhops%2Fhop%2F72001&data=05%7C01",
        "https://urls.example/v3/__https://portal.example/hops/hop/72001__;!!Zz9",
    ],
)
def test_a_link_with_a_hops_id_is_found_in_that_of_a_filter(target: str) -> None:
    assert html.text_of(f'<p><a href="{target}">Answer</a></p>').text.rstrip() == "Answer\n\n<https://portal.example/hops/hop/72001>"


def test_the_mark_of_a_footnote_is_no_digit_and_a_soft_hyphen_no_sign() -> None:
    page = "<p>Traceback #20417<sup>1</sup> of the 2<sup>nd</sup>, Or&shy;chid, 20&shy;418"
    assert html.text_of(page).text.rstrip() == "Traceback #20417¹ of the 2nd, Orchid, 20418"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Ours<blockquote><p>Theirs<br>too<blockquote>Older</blockquote>Theirs again</blockquote>Ours", "Ours\n\n> Theirs\n> too\n\n> > Older\n\n> Theirs again\n\nOurs"),
        ("<blockquote type=cite><table><tr><td>To<td>+12025550101</table></blockquote>", "> To\t+12025550101\n"),
        ("<table><tr><td>a<td><blockquote>b<br>c<br>d<br>e</blockquote></table>", "a\n> b\n> c\n> d\n> e\n"),
        ('<blockquote>See <a href="https://x.example/hops/hop/7">it</a></blockquote>Ours', "> See it\n\n> <https://x.example/hops/hop/7>\n\nOurs"),
        ('<blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>Moved to the right</div></blockquote>', "Moved to the right\n"),
        ("<p>1 > 2 \ue000</p>", "1 > 2\n"),
    ],
)  # fmt: skip
def test_a_quote_in_a_page_has_the_marks_that_it_has_in_plain_text(page: str, text: str) -> None:
    assert html.text_of(page).text == text


@pytest.mark.parametrize(
    ("plain", "page", "text", "notes"),
    [
        ("Hello there", "<p>Hello there</p>", "Hello there", []),
        ("This mail needs HTML.", "<p>" + "Hello there again. " * 10 + "</p>", "Hello there again. " * 10, ["text-stub: message 1: the plain text is a stub beside the HTML page: the page is read"]),
        ("Call 20417 is yours", "<p>Call is yours</p>", "Call 20417 is yours", ["text-differs: message 1: the plain text holds numbers that the HTML page beside it does not show"]),
        ("Call 20417 is yours", "<p>Call <s>20417</s> 20418 is yours</p>", "Call 20418 is yours", ["text-struck: message 1: 1 words that the page strikes out were left out", "text-differs: message 1: the plain text holds what the HTML page strikes out or hides: the page is read"]),
        ("Calls 20417 and 20418", "<p>Call 20417<i hidden> and 20418</i></p>", "Call 20417", ["text-hidden: message 1: 2 words that the page does not display were left out", "text-differs: message 1: the plain text holds what the HTML page strikes out or hides: the page is read"]),
        ("Calls 20417", "<p hidden>Hello</p><p>Calls 20417</p>", "Calls 20417", ["text-hidden: message 1: 1 words that the page does not display were left out"]),
        (" ", "<p>Hello</p>", "Hello", []),
        ("Answer there", '<p>Answer <a href="https://x.example/hops/hop/72001">there</a></p>', "Answer there\n\n<https://x.example/hops/hop/72001>", ["text-stub: message 1: the plain text lacks a link of the HTML page beside it: the page is read"]),
        ("Answer at https://x.example/hops/hop/72001 please", '<a href="https://x.example/hops/hop/72001">Answer</a>', "Answer at https://x.example/hops/hop/72001 please", []),
    ],
)  # fmt: skip
def test_the_better_of_two_texts_is_read(plain: str, page: str, text: str, notes: list[str], folder: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "a@x.example", "noc@orchid.example", "<1@x.example>"
    message.set_content(plain)
    message.add_alternative(page, subtype="html")
    parts, said = walked(given_as(message.as_bytes(), folder, "a.eml"))
    assert (texts(parts), said) == ([text.strip()], notes)


# --- what is attached ----------------------------------------------------------------------------------------------


def with_attachments(*files: tuple[str, str, bytes]) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "a@x.example", "noc@orchid.example", "<1@x.example>"
    message.set_content("See the files.\n")
    for name, kind, data in files:
        maintype, _, subtype = kind.partition("/")
        message.add_attachment(data, maintype=maintype, subtype=subtype, filename=name)
    return message


def test_every_attachment_is_a_document_of_its_own_or_named_as_not_read(folder: Path) -> None:
    files = [
        ("list.csv", "text/csv", b"incident,provider\n1,A\n"),
        ("winmail.dat", "application/ms-tnef", b"x"),
        ("logo.png", "image/png", b"x"),
        ("letter.pdf", "application/octet-stream", b"%PDF-1.4"),
        ("../../etc/x.txt", "text/plain", b"x"),
    ]
    document = given_as(with_attachments(*files).as_bytes(), folder, "a.eml")
    parts, notes = walked(document)
    assert texts(parts) == ["See the files."]
    assert notes == [
        "attachment: message 1: the attachment list.csv is a document of its own",
        "message 1: the attachment winmail.dat (application/ms-tnef) is not read",
        "message 1: the attachment logo.png (image/png) is not read",
        "attachment: message 1: the attachment letter.pdf is a document of its own",
        "attachment: message 1: the attachment .._.._etc_x.txt is a document of its own",
    ]
    inside = list(readers.attached(folder / "a.eml"))
    assert inside == [("list.csv", files[0][2]), ("letter.pdf", b"%PDF-1.4"), (".._.._etc_x.txt", b"x")]


@pytest.mark.parametrize(("said", "is_read"), [("fail", False), ("pass", True), ("none", True)])
def test_what_is_attached_to_a_mail_that_its_sender_did_not_send_is_not_read(said: str, is_read: bool, folder: Path) -> None:
    forwarding = with_attachments(("a.csv", "text/csv", b"a\n"))
    forwarding.add_attachment(with_attachments(("b.csv", "text/csv", b"b\n")))
    forwarding["Authentication-Results"] = (
        f"mx.orchid.example; dmarc={said} header.from={str(forwarding['From']).partition('@')[2].strip('>')}"
    )
    parts, notes = walked(given_as(forwarding.as_bytes(), folder, "a.eml"))
    assert texts(parts) == ["See the files."] * 2
    assert [name for name, _ in readers.attached(folder / "a.eml")] == (["a.csv", "b.csv"] if is_read else [])
    why = "is not read, as the check of the mail's sender failed: save it by itself and load that, if you know whom it is from"
    own = "is a document of its own"
    assert notes == [
        f"{'attachment: ' * is_read}message {n}: the attachment {name} {own if is_read else why}"
        for n, name in [(1, "a.csv"), (2, "b.csv")]
    ]


@pytest.mark.parametrize("as_file", [False, True])
def test_a_mail_attached_to_a_mail_is_a_message_however_it_was_attached(as_file: bool, folder: Path) -> None:
    inner = with_attachments(("list.csv", "text/csv", b"a\n"))
    if as_file:
        outer = with_attachments(("notice.eml", "application/octet-stream", inner.as_bytes()))
    else:
        outer = with_attachments()
        outer.add_attachment(inner)
    parts, notes = walked(given_as(outer.as_bytes(), folder, "a.eml"))
    assert [part.message for part in parts] == [1, 2]
    assert texts(parts) == ["See the files."] * 2
    assert notes == ["attachment: message 2: the attachment list.csv is a document of its own"]
    assert list(readers.attached(folder / "a.eml")) == [("list.csv", b"a\n")]


def test_text_after_an_attachment_is_text_too(folder: Path) -> None:
    message = with_attachments(("logo.png", "image/png", b"x"))
    more = EmailMessage()
    more.set_content("After the picture.\n")
    message.attach(more)
    assert texts(walked(given_as(message.as_bytes(), folder, "a.eml"))[0]) == ["See the files.\n\n\nAfter the picture."]


def packed(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as held:
        for name, data in members.items():
            held.writestr(name.replace("_", "."), data)
    return made.getvalue()


PASSED = b"Received: from x by mx.x.example; Thu\nAuthentication-Results: mx.x.example; dmarc=pass header.from=fernwickvoice.example\n"
INNER = PASSED + mail(b"Inner\n")


@pytest.mark.parametrize(
    ("name", "kind", "data", "inner", "documents"),
    [
        ("a.zip", "application/zip", packed(n_eml=INNER), ["Inner"], []),
        ("a.zip", "application/zip", packed(n_eml=INNER, l_csv=b"a,b\n", m_eml=mail(b"More\n")), ["Inner", "More"], ["a.zip/l.csv"]),
        ("a.zip", "application/zip", packed(b_mbox=box(INNER, mail(b"More\n"))), ["Inner", "More"], []),
        ("a.zip", "application/zip", packed(b_zip=packed(n_eml=INNER)), ["Inner"], []),
        (
            "a.zip",
            "application/zip",
            packed(n_eml=with_attachments(("l.csv", "text/csv", b"a\n")).as_bytes()),
            ["See the files."],
            ["l.csv"],
        ),
        ("b.mbox", "application/mbox", box(INNER, mail(b"More\n")), ["Inner", "More"], []),
        ("notice", "application/octet-stream", INNER, ["Inner"], []),
        ("a.zip", "application/zip", packed(l_csv=b"a,b\n"), [], ["a.zip/l.csv"]),
        ("n.txt", "text/plain", b"From: a@x.example\nTo: b@x.example\n\nPrinted\n", [], ["n.txt"]),
        ("a.zip", "application/zip", packed(n_txt=b"From: a@x.example\nTo: b@x.example\n\nPrinted\n"), [], ["a.zip/n.txt"]),
    ],
)
def test_mails_in_what_is_attached_are_read_as_attached_ones(
    name: str, kind: str, data: bytes, inner: list[str], documents: list[str], folder: Path
) -> None:
    parts, notes = walked(given_as(with_attachments((name, kind, data)).as_bytes(), folder, "a.eml"))
    assert texts(parts) == ["See the files.", *inner]
    assert [part.verified for part in parts[1:]] == [Verified.UNKNOWN] * len(inner)  # whatever verdict stands in them
    assert [part.message for part in parts] == [*range(1, len(parts) + 1)]
    assert [held for held, _ in readers.attached(folder / "a.eml")] == documents
    whole = [f"attachment: message 1: the attachment {name} is a document of its own"]
    assert notes == (
        ["attachment: message 2: the attachment l.csv is a document of its own"] if documents == ["l.csv"] else whole * bool(documents)
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (packed(n_eml=mail(headers=b"broken line\n"), m_eml=INNER), "n.eml has a broken line in its headers"),
        (packed(n_msg=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", m_eml=INNER), "n.msg is not read: save it by itself and load that"),
    ],
)
def test_a_mail_in_an_attached_archive_that_is_not_read_is_named(data: bytes, said: str, folder: Path) -> None:
    parts, notes = walked(given_as(with_attachments(("a.zip", "application/zip", data)).as_bytes(), folder, "a.eml"))
    assert texts(parts) == ["See the files.", "Inner"]
    assert notes == [f"message 1: the attached mail a.zip/{said}"]
    assert list(readers.attached(folder / "a.eml")) == []


def test_an_attached_mail_that_was_encoded_is_decoded(folder: Path) -> None:
    inner = mail("Grüße = hello\n".encode(), b"Subject: x\nContent-Type: text/plain; charset=utf-8\n")
    part = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(inner)
    whole = mail(b"--b\nContent-Type: text/plain\n\nSee it.\n--b\n" + part + b"\n--b--\n", b'Content-Type: multipart/mixed; boundary="b"\n')
    parts, notes = walked(given_as(whole, folder, "a.eml"))
    assert (texts(parts), notes) == (["See it.", "Grüße = hello"], [])
    assert parts[1].sender == "fernwickvoice.example"


def test_mails_attached_too_deep_are_named(folder: Path) -> None:
    nest = mail(b"Innermost\n")
    for _ in range(11):
        nest = with_attachments(("n.eml", "application/octet-stream", nest)).as_bytes()
    parts, notes = walked(given_as(nest, folder, "a.eml"))
    assert texts(parts) == ["See the files."] * 11
    assert notes == ["message 11: the attached mail n.eml is attached within 10 others, and is not read"]
    assert list(readers.attached(folder / "a.eml")) == []
