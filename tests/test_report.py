"""`tracer report`: one answer with trace, provider and flags; what speaks against it; nothing withheld in its bytes; or a clear no."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import sys
from pathlib import Path

import pytest

from tests import story
from tests.cases import CALLED, CALLER, Desk, chain, hop_list, mailbox, one_closed, specimens
from tests.story import Fresh

docx = pytest.importorskip("docx", reason="python-docx is not installed: the extra `report`")


@pytest.fixture(autouse=True)
def _at_one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763800000")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("demo") / "case")
    with specimens() as files:
        desk.load(*files)
    return desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return one_closed(tmp_path)


def memo(desk: Desk, target: Path, subject: str, *options: object) -> str:
    """The text of an HTML memo, as a reader sees it, a line for each of its own."""
    ran = desk.run("report", subject, "--out", target, *options)
    assert (ran.code, ran.out) == (0, ""), ran.err
    return words(target.read_text("utf-8"))


def words(page: str) -> str:
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    page = re.sub(r"</(?:td|th)>", " | ", re.sub(r"</dt>", ": ", page))
    return re.sub(r"\n\s*\n+", "\n", html.unescape(re.sub(r"<[^>]+>", "", page)))


def section(text: str, title: str) -> list[str]:
    """The lines below a heading, up to the next heading that a memo has."""
    titles = "In short|The call|The path, from the called party back|Its part in each call|Actions against it|From whom it took calls|To whom it handed calls|Exhibits|What speaks against it, or is not known|Clocks|Campaigns|By month of the call|Found in letters|Terms set in letters|Was given notice|Its rows|Duties|Its own monthly rows"
    found = re.search(rf"^{re.escape(title)}\n(.*?)^(?:{titles})$", f"{text}\nExhibits\n", re.DOTALL | re.MULTILINE)
    assert found, f"no section {title!r}"
    return found[1].splitlines()


# --- one answer everywhere -------------------------------------------------------------------------------------------


def test_a_memo_on_a_call_says_what_its_path_says(demo: Desk, tmp_path: Path) -> None:
    text = memo(demo, tmp_path / "m.html", "20417")
    path = demo.ask("trace", "20417")
    assert section(text, "In short") == [
        "The trail ends at Brightwater Dialing: no-response, did not answer by 2024-05-20. [1.6] [1.7]",
        "7 providers, 6 hand-offs, of them agreed by both sides: 5.",
    ]
    rows = [line.split(" | ") for line in section(text, "The path, from the called party back")[1:]]
    assert [(row[0], row[1]) for row in rows] == [(str(hop["position"]), hop["provider"]) for hop in path["hops"]]
    assert rows[6][2] == "asked 2024-05-10 11:20 UTC · did not answer by 2024-05-20 (traceback desk, known 2024-05-20) [1.7]"
    assert rows[5][3] == "Brightwater Dialing: Quillon Gateway Ltd. says so (known 2024-05-10) [1.6]"
    assert section(text, "What speaks against it, or is not known")[0] == (
        "That Quillon Gateway Ltd. received the call from Brightwater Dialing, is not borne out by Brightwater Dialing itself: Quillon Gateway Ltd. says so. [1.6]"
    )


def test_each_exhibit_has_its_hash_lines_words_and_speaker(demo: Desk, tmp_path: Path) -> None:
    text = memo(demo, tmp_path / "m.html", "20417")
    hashes = {held["name"]: held["document"] for held in demo.ask("documents")}
    exhibits = re.findall(r"^Exhibit (\d+): (\S+)\nSHA-256 ([0-9a-f]{64})$", text, re.MULTILINE)
    assert exhibits == [(str(n), name, hashes[name]) for n, name in enumerate(("hop_list.csv", "mailbox.txt", "notice.eml"), 1)]
    for name, digest in hashes.items():
        kept = demo.folder / "originals" / digest
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == digest, name
    claims = {
        (claim["name"], f"line{'s' if claim['lines'][0] < claim['lines'][1] else ''} {'–'.join(map(str, dict.fromkeys(claim['lines'])))}")
        for claim in demo.ask("evidence", "20417")
    }
    names = {number: name for number, name, _ in exhibits}
    shown = re.findall(r"^\[(\d+)\.\d+\] (?:message \d+, )?(lines? [\d–]+): (.+?), known (\S+).*?“(.+)”$", text, re.MULTILINE)
    assert len(shown) == 13
    assert {(names[number], lines) for number, lines, *_ in shown} <= claims
    assert ("1", "line 8", "traceback desk", "2024-05-20") in [(n, lines, who, day[:10]) for n, lines, who, day, _ in shown]
    # Every citation leads to a passage of the page.
    page = (tmp_path / "m.html").read_text("utf-8")
    assert set(re.findall(r'href="#(p[\d.]+)"', page)) == set(re.findall(r'id="(p[\d.]+)"', page))


def test_a_memo_on_a_provider_says_what_dossier_and_flags_say(demo: Desk, tmp_path: Path) -> None:
    for name in ("Quillon Gateway", "Brightwater", "Orchid Transit", "Fernwick", "Hollin"):
        text = memo(demo, tmp_path / "m.html", name, "--force")
        dossier, printed = demo.ask("provider", name), demo.run("provider", name).out
        [asked] = re.findall(r"^ {4}(asked \d+.*)$", printed, re.MULTILINE)
        short = section(text, "In short")
        assert short[0] == asked
        flag = next((flag for flag in demo.ask("flags") if flag["provider_key"] == dossier["provider_key"]), None)
        for count in flag["counts"] if flag else ():
            [line] = [line for line in short if line.startswith(f"{count['rule']}: ")]
            of = f" of {count['asked']}" if count["asked"] else ""
            assert line.startswith(f"{count['rule']}: {'at least ' if count['at_least'] else ''}{count['count']}{of}")
            assert ("95 % interval" in line) is bool(count["interval"])
        assert bool(flag) is any(re.match(r"[a-z-]+: (at least )?\d+", line) for line in short)
        for near in dossier["upstream"]:
            assert any(line.startswith(f"{near['provider']}: ") for line in section(text, "From whom it took calls"))


def test_a_memo_on_a_letter_says_what_its_trace_says(demo: Desk, tmp_path: Path) -> None:
    text = memo(demo, tmp_path / "m.html", story.LETTER)
    traced = demo.ask("trace", story.LETTER)
    rows = [line.split(" | ") for line in section(text, "Its rows")[1:]]
    assert [row[3] for row in rows] == [" < ".join(hop["provider"] for hop in one["hops"]) for one in traced["traces"]]
    assert section(text, "In short")[1] == "8 rows of calls, of them without an answer of the recipient: 2."
    assert section(text, "Duties") == [
        "mitigate the traffic and report the steps taken: 48 hours, computed 2024-06-14",
        "report effective measures against illegal calls: 14 days, stated 2024-06-27, computed 2024-06-26",
    ]
    against = section(text, "What speaks against it, or is not known")
    assert against[0].startswith("deadline-differs: report effective measures")
    assert f"{story.LETTER}.2, {story.LETTER}.6: Quillon Gateway Ltd.: that it did not answer is a reading" in "\n".join(against)


def test_word_and_html_say_the_same(demo: Desk, tmp_path: Path) -> None:
    for subject in ("20417", "Quillon Gateway", story.LETTER):
        memo(demo, tmp_path / "m.html", subject, "--force")
        page = (tmp_path / "m.html").read_text("utf-8")
        assert demo.run("report", subject, "--out", tmp_path / "m.docx", "--force").code == 0
        made = docx.Document(str(tmp_path / "m.docx"))
        texts = [p.text for p in made.paragraphs] + [cell.text for table in made.tables for row in table.rows for cell in row.cells]
        plain = " ".join(words(page).split())
        for text in filter(None, (" ".join(text.split()) for text in texts)):
            if text not in ("What it does not say", "Exhibits") and not re.match(r"\[\d", text):
                assert text in plain, text
        for quote in re.findall(r"<blockquote>(.*?)</blockquote>", page):
            assert html.unescape(quote) in texts


def test_what_contradicts_a_silence_stands_in_every_memo(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(
        hop_list(
            tmp_path / "one.csv",
            {"incident": "41", "provider": "Beacon Tandem", "status": "downstream", "asked_at": "2024-05-02", "answered_at": "2024-05-03", "stated_by": "Beacon Tandem", "noted_on": "2024-05-03"},
            {"incident": "41", "provider": "Beacon Tandem", "status": "no-response", "stated_by": "traceback desk", "noted_on": "2024-05-10"},
        ),
        hop_list(
            tmp_path / "two.csv",
            {"incident": "42", "provider": "Alder Voice", "received_from": "Beacon Tandem", "asked_at": "2024-05-02", "call_at": "2024-05-01", "status": "downstream"},
            {"incident": "42", "provider": "Beacon Tandem", "status": "not-found"},
        ),
    )  # fmt: skip
    provider = memo(desk, tmp_path / "p.html", "Beacon Tandem")
    assert "itg-41: contradictory: traceback desk says that it had not answered by 2024-05-10" not in section(provider, "In short")
    against = "\n".join(section(provider, "What speaks against it, or is not known"))
    assert "contradictory: " in against
    assert "itg-42: that Alder Voice received the call from Beacon Tandem, is disputed" in against
    call = "\n".join(section(memo(desk, tmp_path / "c.html", "42"), "What speaks against it, or is not known"))
    assert "That Alder Voice received the call from Beacon Tandem, is disputed" in call
    assert "answer-contradicts-silence" in memo(desk, tmp_path / "d.html", "41")


def test_what_is_not_yet_and_what_only_a_count_shows(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(mailbox(tmp_path / "mails.txt"))
    early = memo(desk, tmp_path / "a.html", "7060", "--as-of", "2024-05-15")
    assert "Memo on the call itg-7060, as known by 2024-05-15" in early
    assert "had not answered yet on 2024-05-14" in early
    assert "did not answer by" not in early.replace("“Did not answer by”", "")
    assert "Juniper Wholesale Corp: its time to answer may still have run when that was stated." in early
    late = memo(desk, tmp_path / "b.html", "7060")
    assert "Juniper Wholesale Corp: its status is inferred from a count; no document states it of this call." in late


# --- what is withheld ------------------------------------------------------------------------------------------------

PROFILES = [("partner",), ("public",), ("provider", "--redact-for", "Alder Voice")]


@pytest.mark.parametrize("options", PROFILES, ids=lambda o: o[0])
@pytest.mark.parametrize("ending", ["html", "docx"])
@pytest.mark.parametrize("subject", ["7001", "Alder Voice"])
def test_no_withheld_value_is_in_the_bytes(desk: Desk, tmp_path: Path, options: tuple[str, ...], ending: str, subject: str) -> None:
    plain, copy = tmp_path / f"plain.{ending}", tmp_path / f"copy.{ending}"
    assert desk.run("report", subject, "--out", plain, "--redact", "internal").code == 0
    assert CALLED[-7:].encode() in plain.read_bytes(), "else this shows nothing"
    assert desk.run("report", subject, "--out", copy, "--redact", *options).code == 0
    digests = [held["document"] for held in desk.ask("documents")]
    claims = [claim["claim"] for claim in desk.ask("evidence")]
    assert any(digest.encode() in plain.read_bytes() for digest in digests)
    everything = copy.read_bytes()
    digits = re.sub(rb"[^0-9]", b"", words(everything.decode("utf-8", "replace")).encode())
    for number in (CALLED, CALLER):
        assert number[-7:].encode() not in everything
        assert number[1:].encode() not in digits
    gone = [b"Dogwood", b"closed.csv", *(digest[:12].encode() for digest in digests), *(claim.encode() for claim in claims)]
    gone += [b"Cedar"] if options[0] == "provider" else []
    assert [value for value in gone if value in everything] == []


def test_a_providers_own_copy_is_on_itself_alone(desk: Desk, tmp_path: Path) -> None:
    ran = desk.run("report", "Birch", "--out", tmp_path / "m.html", "--redact", "provider", "--redact-for", "Alder Voice")
    assert ran.only_line() == "tracer: this profile makes a provider's own copy, and Birch Telecom is another: use another profile"
    assert list(tmp_path.glob("m.html")) == []


def test_a_withheld_answer_brings_back_no_silence_and_no_share(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    silent = {"provider": "Dogwood Dialing", "status": "no-response", "asked_at": "2024-05-02", "stated_by": "desk"}
    late = {"incident": "7001", "provider": "Dogwood Dialing", "status": "point-of-entry", "noted_on": "2024-06-01"}
    desk.load(hop_list(tmp_path / "open.csv", {"incident": "7001", **silent}, {"incident": "7002", **silent}))
    assert desk.run("load", "--mark", "confidential", hop_list(tmp_path / "closed.csv", late)).code == 0
    whole = memo(desk, tmp_path / "a.html", "Dogwood", "--redact", "internal")
    assert section(whole, "In short")[0] == "asked 2 · did not answer 1 · point of entry 1"
    copy = memo(desk, tmp_path / "b.html", "Dogwood")
    short = section(copy, "In short")
    assert short[0] == "How its calls ended: what is known of this is not the same in the whole case, and is withheld in this copy."
    assert "asked 2 · did not answer" not in copy
    assert "itg-7001 | time not given | asked 2024-05-02 · status withheld" in copy
    flags = [[line.partition(" [")[0] for line in lines if line.startswith("stated-")] for lines in (short, section(whole, "In short"))]
    assert flags[0] == flags[1] != []
    assert "itg-7001: status withheld: something more is known of it, and is withheld in this copy." in copy
    call = memo(desk, tmp_path / "c.html", "7001")
    assert "did not answer by 2024" not in call
    assert "Not redacted · withheld: 1 document, 1 status" in call
    assert "note: withheld: 1 document, 1 status" in desk.run("report", "7001", "--out", tmp_path / "d.html").err


def test_whom_only_a_withheld_document_names_is_not_said_to_be_named_by_nobody(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    alder = {"incident": "7001", "provider": "Alder Voice", "received_from": "Birch Telecom", "stated_by": "Alder Voice"}
    desk.load(hop_list(tmp_path / "open.csv", alder, {"incident": "7002", "provider": "Cedar Networks", "status": "not-found"}))
    birch = {"incident": "7001", "provider": "Birch Telecom", "received_from": "Dogwood Dialing"}
    dogwood = {"incident": "7001", "provider": "Dogwood Dialing", "status": "point-of-entry", "asked_at": "2024-05-02"}
    assert desk.run("load", "--mark", "confidential", hop_list(tmp_path / "more.csv", birch, dogwood)).code == 0
    title = "The path, from the called party back"
    for options in ([], ["--redact", "partner"]):
        rows = [line.split(" | ") for line in section(memo(desk, tmp_path / "m.html", "7001", *options, "--force"), title)[1:]]
        assert [(row[1], row[3].partition(":")[0]) for row in rows] == [
            ("Alder Voice", "Birch Telecom"), ("Birch Telecom", "withheld in this copy"),
        ]  # fmt: skip
    whole = section(memo(desk, tmp_path / "w.html", "7001", "--redact", "internal"), title)[1:]
    assert [row.split(" | ")[3].partition(":")[0] for row in whole] == [
        "Birch Telecom", "Dogwood Dialing", "nobody named in the loaded documents",
    ]  # fmt: skip
    # Nothing of the second call is withheld.
    assert section(memo(desk, tmp_path / "n.html", "7002", "--redact", "partner"), title)[1].split(" | ")[3] == (
        "nobody named in the loaded documents"
    )


def test_a_clock_that_only_a_withheld_count_answers_is_not_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(story.mailbox(tmp_path / "asked.txt", *(story.request(f"2024-05-0{n} 13:44", 7100 + n) for n in range(1, 10))))
    figures = story.mailbox(tmp_path / "figures.txt", story.figures("2024-05-30 09:00", Orchid_Transit=(9, 0, 9, 0, 0, 0)))
    assert desk.run("load", "--mark", "confidential", figures).code == 0
    whole = memo(desk, tmp_path / "a.html", "Fernwick", "--redact", "internal")
    assert sum("answered by 2024-05-30, by count" in line for line in section(whole, "Clocks")) == 18, "two clocks each"
    copy = memo(desk, tmp_path / "b.html", "Fernwick")
    assert "by count" not in copy
    assert "past: no answer" not in copy, "what the case knows to be answered is not told as open"


def test_a_letter_that_may_not_leave_is_not_written_about(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    letter = story.letter(tmp_path / "letter.txt", story.row(), story.row("Hollin Outreach"))
    assert desk.run("load", "--mark", "confidential", letter).code == 0
    line = desk.run("report", story.LETTER, "--out", tmp_path / "m.html").only_line()
    assert line == f"tracer: nothing of {story.LETTER} may leave by this profile: nothing is written"
    line = desk.run("report", "Quillon", "--out", tmp_path / "m.html").only_line()
    assert line == "tracer: nothing of Quillon Gateway Ltd. may leave by this profile: nothing is written"
    assert not (tmp_path / "m.html").exists()
    assert "2 rows of calls" in memo(desk, tmp_path / "m.html", story.LETTER, "--redact", "internal")


# --- as a file -------------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes(demo: Desk, tmp_path: Path) -> None:
    for ending in ("html", "docx"):
        for name in ("a", "b"):
            assert demo.run("report", "Quillon", "--out", tmp_path / f"{name}.{ending}").code == 0
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_a_folder_that_is_not_there_is_made_and_nothing_else(demo: Desk, tmp_path: Path) -> None:
    target = tmp_path / "new" / "er" / "m.HTML"
    assert demo.run("report", "20417", "--out", target).code == 0
    assert [path.name for path in target.parent.iterdir()] == ["m.HTML"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["7001", "--out", "m.pdf"], "--out 'm.pdf' says not what to write: name a file that ends in .html or .docx"),
        (["7001", "--out", "there.html"], "there.html exists: give --force to replace it"),
        (["Nobody", "--out", "new/m.html"], "'Nobody' is no provider, letter or incident of this case: `tracer find` looks for it, `tracer incidents` lists calls"),
        (["7009", "--out", "new/m.html"], "'7009' is no provider, letter or incident of this case; near it: itg-7001"),
        (["Alder Voise", "--out", "new/m.html"], "'Alder Voise' is no provider, letter or incident of this case; near it: Alder Voice"),
        (["e", "--out", "new/m.html"], "'e' fits 3 providers (Alder Voice, Birch Telecom, Cedar Networks): give more of the name"),
        (["7001", "--as-of", "2020-01-01", "--out", "new/m.html"], "nothing was known of itg-7001 by 2020-01-01: try a later --as-of"),
        (["Alder", "--as-of", "2020-01-01", "--out", "new/m.html"], "nothing was known of Alder Voice by 2020-01-01: try a later --as-of"),
        (["Dogwood", "--redact", "partner", "--out", "new/m.html"], "nothing of Dogwood Dialing may leave by this profile: nothing is written"),
        (["7001", "--redact", "nosuch", "--out", "new/m.html"], "--redact 'nosuch' is no profile: choose one of internal, public, partner, provider"),
        (["7001", "--out", "there.html/m.html"], "there.html/m.html cannot be written (there.html is no folder): choose another place"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said_and_nothing_is(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.html").write_text("before")
    before = {path.name for path in tmp_path.iterdir()} | {"case"}
    assert desk.run("report", *arguments).only_line().removeprefix("tracer: ") == said
    assert {path.name for path in tmp_path.iterdir()} == before
    assert Path("there.html").read_text() == "before"


def test_word_files_without_their_library(demo: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    line = demo.run("report", "20417", "--out", tmp_path / "m.docx").only_line()
    assert line == "tracer: Word files take python-docx: `pip install 'calltracer[report]'`, or name a file that ends in .html"
    assert list(tmp_path.iterdir()) == []


HOSTILE = "</style><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}&\u202e\x07 Tel"


@pytest.fixture
def hostile(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "case")
    rows = chain("7001", HOSTILE, "Birch Telecom", campaign=HOSTILE, call_at="2024-05-01")
    made.load(hop_list(tmp_path / "<b>x.csv", *rows))
    return made


def markup(page: str) -> list[str]:
    return re.findall(r"<(?:script|img|iframe|link|object|form)\b|\bon\w+=\"|javascript:", page)


def test_what_a_document_says_stays_text(hostile: Desk, tmp_path: Path) -> None:
    for subject in ("7001", "Birch"):
        text = memo(hostile, tmp_path / "m.html", subject, "--force")
        page = (tmp_path / "m.html").read_text("utf-8")
        assert markup(page) == []
        assert "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}&\\u202e\\x07" in text
        assert not {"\u202e", "\x07"} & set(page)
        [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
        style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
        assert style
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert html.unescape(policy) == f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'"
        assert hostile.run("report", subject, "--out", tmp_path / "m.docx", "--force").code == 0
        assert any("{{ 7 * 7 }}" in p.text for p in docx.Document(str(tmp_path / "m.docx")).paragraphs)
    assert markup('<img src=x onerror="a()">') == ["<img", 'onerror="'], "the search finds what there is"


@pytest.mark.long
def test_a_memo_asks_for_nothing_and_axe_finds_nothing(hostile: Desk, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    browser = request.getfixturevalue("browser")
    import axe_core_python

    memo(hostile, tmp_path / "m.html", "7001")
    axe = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")
    for dark in (False, True):
        browser.visit((tmp_path / "m.html").as_uri(), (390, 844), dark=dark)
        assert [url for url in browser.requests() if not url.startswith("file:")] == []
        assert browser.messages() == []
        assert browser.js("return document.documentElement.scrollWidth") <= 390
        browser.cdp("Runtime.evaluate", expression=axe)
        found = browser.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then(r => done(r.violations.map(v => v.id)))"
        )
        assert found == []


@pytest.mark.long
def test_both_stores_give_the_same_memo(engine: Fresh, tmp_path: Path) -> None:
    desk = engine()
    with specimens() as files:
        desk.load(*files)
    other = Desk(tmp_path / "other")
    with specimens() as files:
        other.load(*files)
    for subject in ("20417", "Quillon", story.LETTER):
        mine, theirs = (memo(one, tmp_path / f"{n}.html", subject, "--force") for n, one in enumerate((desk, other)))
        assert mine == theirs


def test_the_json_of_the_commands_is_what_a_memo_rests_on(demo: Desk, tmp_path: Path) -> None:
    """Each quote of a memo is one of the evidence of its subject."""
    for subject, claims in (("20417", demo.ask("evidence", "20417")), ("Quillon", demo.ask("provider", "Quillon")["evidence"])):
        memo(demo, tmp_path / "m.html", subject, "--force")
        quotes = {" ".join(claim["quote"].split()) for claim in claims}
        shown = [html.unescape(q)[1:-1] for q in re.findall(r"<blockquote>(.*?)</blockquote>", (tmp_path / "m.html").read_text("utf-8"))]
        assert shown
        assert [quote for quote in shown if quote not in quotes] == [], json.dumps(sorted(quotes))[:200]
