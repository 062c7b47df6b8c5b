"""`tracer serve`: who is let in, what each address answers, and that nothing a document holds does anything there."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from starlette.requests import Request

from tests import story
from tests.browser import Browser
from tests.cases import Desk, environment, hop_list, ran, run, specimens, started
from tests.drawn import HOSTILE
from tracer.api import OpenCase
from tracer.errors import NotKnown
from tracer.serve.app import Server
from tracer.serve.cache import Cache
from tracer.serve.cases import Cases
from tracer.serve.guard import HEADERS
from tracer.serve.page import Cell, Facts, Table, html, link
from tracer.serve.views import VIEWS
from tracer.text import mask

LETTER = "fcc-2024-06-12-quillon-gateway"


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Served:
    """A server that runs as a process of its own. `address`: as it printed it."""

    address: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    @property
    def token(self) -> str:
        return dict(parse_qsl(urlsplit(self.address).query))["token"]

    def ask(self, path: str, method: str = "GET", host: str | None = None, *, known: bool = True, **headers: str) -> Answer:
        """One request, byte for byte as it is given. `known`: with the token."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", f"127.0.0.1:{self.port}" if host is None else host)
            if known:
                connection.putheader("Authorization", f"Bearer {self.token}")
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        finally:
            connection.close()

    def page(self, path: str) -> str:
        found = self.ask(path)
        assert found.status == 200, (path, found.text)
        return found.text


@contextmanager
def serving(desk: Desk) -> Iterator[Served]:
    place = ("--case", desk.folder, *(("--db", desk.db) if desk.db else ()))
    with started(*place, "serve", "--port", "0") as process:
        try:
            assert process.stdout
            served = Served(process.stdout.readline().strip(), process)
            while "refresh" in served.ask("/").headers:
                time.sleep(0.1)
            yield served
        finally:
            process.terminate()
            process.communicate(timeout=30)


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Served]]:
    """The specimens on either store. Only for reading."""
    folder = tmp_path_factory.mktemp("served")
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(folder / "case", story.address_of(request, patch))
        with specimens() as paths:
            desk.load(*paths)
        with serving(desk) as served:
            yield desk, served


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Served]]:
    """The same in a folder alone. Only for reading."""
    desk = Desk(tmp_path_factory.mktemp("demo") / "case")
    with specimens() as paths:
        desk.load(*paths)
    with serving(desk) as served:
        yield desk, served


# --- who is let in -------------------------------------------------------------------------------------------------


def test_the_printed_address_leads_in_and_its_token_goes_no_further(demo: tuple[Desk, Served]) -> None:
    _, served = demo
    assert served.address.startswith("http://127.0.0.1:")
    came = served.ask(f"/incidents?status=open&token={served.token}", known=False)
    assert came.status == 303
    assert came.headers["location"] == "/incidents?status=open"
    cookie = came.headers["set-cookie"]
    assert re.fullmatch(rf"tracer-{served.port}=[\w-]{{43}}; HttpOnly; Path=/; SameSite=strict", cookie)
    assert served.token not in cookie
    kept = cookie.partition(";")[0]
    assert served.ask("/incidents?status=open", known=False, Cookie=kept).status == 200
    assert served.ask("/incidents", known=False, Cookie=kept[:-1]).status == 403
    assert served.ask("/incidents", known=False, Cookie=f"tracer-{served.port}={served.token}").status == 403


@pytest.mark.parametrize("path", ["/", "/incident?id=20417", "/api/flags", "/style.css", "/figure?id=20417", "/nope"])
def test_nobody_else_is_told_anything(path: str, demo: tuple[Desk, Served]) -> None:
    _, served = demo
    refused = served.ask(path, known=False)
    assert (refused.status, refused.headers["content-type"]) == (403, "text/plain; charset=utf-8")
    assert refused.text == "tracer: this server does not know you: open the address that `tracer serve` printed when it was started\n"
    other = ("y" if served.token[0] == "x" else "x") + served.token[1:]
    wrong = served.ask(f"{path}{'&' if '?' in path else '?'}token={other}", known=False)
    assert wrong.status == 403
    assert "set-cookie" not in wrong.headers
    both = served.ask(f"/?token={served.token}&token={other}", known=False)
    assert (both.status, "set-cookie" in both.headers) == (403, False)
    assert served.ask(path, known=False, Authorization="Bearer ").status == 403
    assert served.ask(path, known=False, Authorization=f"Bearer {served.token}x").status == 403


def test_the_way_in_leads_to_no_other_host(demo: tuple[Desk, Served]) -> None:
    _, served = demo
    for path in ("//evil.example/", "/\\evil.example/", "///evil.example"):
        came = served.ask(f"{path}?token={served.token}", known=False)
        assert came.status == 303
        location = came.headers["location"]
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{}", "[::1]:{}", "0.0.0.0:{}", ""]
)
def test_a_name_that_somebody_points_at_this_machine_is_refused(host: str, demo: tuple[Desk, Served]) -> None:
    _, served = demo
    refused = served.ask("/", host=host.format(served.port))
    assert refused.status in (400, 421)  # 400: no host at all
    assert "itg-" not in refused.text
    assert served.ask("/", host=f"localhost:{served.port}").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"])
def test_it_is_read_only(method: str, demo: tuple[Desk, Served]) -> None:
    desk, served = demo
    before = desk.case.folder.joinpath("journal.jsonl").read_bytes()
    refused = served.ask("/incidents", method)
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD")
    assert refused.text == "tracer: this server is read only: documents are loaded with `tracer load`\n"
    assert desk.case.folder.joinpath("journal.jsonl").read_bytes() == before
    assert served.ask("/incidents", "HEAD")[::2] == (200, "")


@pytest.mark.parametrize(("site", "status"), [("none", 200), ("same-origin", 200), ("same-site", 403), ("cross-site", 403)])
def test_a_page_of_somebody_else_reads_nothing(site: str, status: int, demo: tuple[Desk, Served]) -> None:
    _, served = demo
    assert served.ask("/flags", Sec_Fetch_Site=site).status == status


@pytest.mark.parametrize(
    "path",
    ["/", "/api/incidents", "/figure?id=20417", "/figure.svg?id=20417", "/style.css", "/nope", "/incident?id=nope", "/api/flags?as_of=x"],
)
def test_no_answer_goes_without_its_headers(path: str, demo: tuple[Desk, Served]) -> None:
    _, served = demo
    for known in (True, False):
        answer = served.ask(path, known=known)
        for name, value in HEADERS.items():
            if name == "content-security-policy":
                policy = dict(part.strip().split(" ", 1) for part in answer.headers[name].split(";") if " " in part.strip())
                assert policy["default-src"] == "'none'"
                assert policy["frame-ancestors"] == "'none'"
                assert "unsafe" not in policy.get("script-src", "")
            else:
                assert answer.headers[name] == value, name
        assert "server" not in answer.headers


def test_nobody_but_this_machine_reaches_it(demo: tuple[Desk, Served]) -> None:
    _, served = demo
    with pytest.raises(OSError, match=r"refused|unreachable|assign"), socket.create_connection(("127.0.0.2", served.port), timeout=5):
        """Another address of this machine."""


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/style.css/../journal.jsonl", "/journal.jsonl", "/originals", "/page.html", "/case.db",
        "//etc/passwd", "/%00", "/document?sha=../journal.jsonl", "/document?sha=..%2f..%2f..%2fetc%2fpasswd", "/api/../case.db", "/\\",
    ],
)  # fmt: skip
def test_no_path_leads_out(path: str, demo: tuple[Desk, Served]) -> None:
    _, served = demo
    answer = served.ask(path)
    assert answer.status == 404
    assert "root:" not in answer.text
    assert '"did"' not in answer.text


# --- what is answered ----------------------------------------------------------------------------------------------


class Links(HTMLParser):
    """Every element of a page, and where its links and pictures lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        self.links |= {value for name in ("href", "src") if (value := found.get(name))}


def amiss(text: str) -> list[str]:
    """What a page holds that it must not: script, styles and handlers of its own, links that lead elsewhere."""
    page = Links(text)
    found = [f"<{tag}>" for tag, _ in page.elements if tag in {"script", "style", "iframe", "object", "embed", "base", "meta http-equiv"}]
    found += [
        name for _, attributes in page.elements for name in attributes if name.startswith("on") or name in {"style", "srcdoc", "http-equiv"}
    ]
    to = page.links | {action for _, attributes in page.elements if (action := attributes.get("action"))}
    return found + [link for link in to if not re.match(r"/(?![/\\])|#", link)]


def walked(served: Served, start: str = "/") -> dict[str, str]:
    """Every page that links lead to, by its address."""
    waiting, seen = [start], {}
    while waiting:
        path = waiting.pop()
        answer = served.ask(path)
        assert answer.status == 200, (path, answer.text)
        kind = answer.headers["content-type"]
        seen[path] = answer.text
        if kind.startswith("text/html") and not path.startswith("/figure"):
            for each in Links(answer.text).links:
                there = each.partition("#")[0]
                if there and there not in seen and there not in waiting:
                    waiting.append(there)
    return seen


@pytest.mark.long
def test_every_link_leads_somewhere_and_every_view_is_reached(demo: tuple[Desk, Served]) -> None:
    _, served = demo
    seen = walked(served)
    assert {urlsplit(path).path for path in seen} == set(VIEWS) | {"/style.css", "/figure", "/figure.svg"}
    pages = {path: text for path, text in seen.items() if not path.startswith(("/figure", "/style.css"))}
    assert len(pages) > 60
    assert {path: found for path, text in pages.items() if (found := amiss(text))} == {}


def test_links_within_a_page_lead_to_a_row(demo: tuple[Desk, Served]) -> None:
    _, served = demo
    text = served.page("/incident?id=20417")
    anchors = {link[1:] for link in Links(text).links if link.startswith("#")}
    assert {"e1", "content"} <= anchors
    assert anchors <= set(re.findall(r'id="([^"]+)"', text))


def test_the_json_is_that_of_the_commands(both: tuple[Desk, Served]) -> None:
    desk, served = both

    def api(path: str, **asked: str) -> Any:
        answer = served.ask(f"/api/{path}?{urlencode({'limit': '500', **asked})}")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/json"), answer.text
        return answer.json()

    day = "2024-05-15"
    assert sorted(api("incidents"), key=lambda one: one["incident"]) == desk.ask("incidents")
    assert api("incidents", status="no-response", provider="quillon") == desk.ask(
        "incidents", "--status", "no-response", "--provider", "quillon"
    )
    assert api("incidents", as_of=day) == desk.ask("incidents", "--as-of", day)
    assert api("incident", id="#20417") == desk.ask("trace", "20417")
    assert api("incident", id="20560", as_of=day) == desk.ask("trace", "20560", "--as-of", day)
    assert api("letter", id=LETTER)["action"] == desk.ask("trace", LETTER)["action"]
    assert [trace["hops"] for trace in api("letter", id=LETTER)["traces"]] == [
        trace["hops"] for trace in desk.ask("trace", LETTER)["traces"]
    ]
    assert api("provider", name="Quillon Gateway Ltd.") == desk.ask("provider", "Quillon Gateway Ltd.")
    assert api("flags") == desk.ask("flags")
    assert api("flags", as_of=day) == desk.ask("flags", "--as-of", day)
    assert api("next", as_of=day) == sorted(
        desk.ask("next", "--as-of", day), key=lambda step: (step["next_due"] or "9999", step["provider_key"], step["incident"])
    )
    assert api("documents") == desk.ask("documents")
    assert api("evidence", subject="20417") == desk.ask("evidence", "20417")
    assert api("find", text="orchid") == desk.ask("find", "orchid", "--limit", "50")
    assert api("names") == desk.ask("names", "list")
    day = "2024-05-10"
    unanswered = [
        clock
        for clock in desk.ask("due", "--as-of", day)
        if clock["state"] != "answered" and (clock["due_stated"] or clock["due_computed"])
    ]
    assert api("deadlines", as_of=day) == sorted(unanswered, key=lambda clock: clock["state"] != "open")
    assert {clock["state"] for clock in unanswered} == {"open", "past"}


def test_the_pages_say_what_the_json_says(both: tuple[Desk, Served]) -> None:
    desk, served = both
    assert served.ask("/api").json() == desk.ask("status")
    front = plain(served.page("/"))
    assert "5 documents" in front
    assert "letter-no-response: 2 of 8, since 2024-06-12" in front
    path = plain(served.page("/incident?id=20417"))
    for words in (
        "no-response: Brightwater Dialing, did not answer by 2024-05-20",
        "5 Quillon Gateway Ltd.: both sides agree",
        "6 Brightwater Dialing: Quillon Gateway Ltd. says so",
    ):
        assert words in path
    then = plain(served.page("/incident?id=20417&as_of=2024-05-06"))
    assert "as known by 2024-05-06" in then
    assert "Brightwater Dialing" not in then
    carriers = served.ask("/api/providers").json()
    kept, letters = plain(served.page(f"/provider?name={quote('Quillon Gateway Ltd.')}")), plain(served.page("/letters"))
    assert "cease-and-desist Federal Communications Commission, Enforcement Bureau" in letters
    assert " by Federal Communications" not in letters + kept
    assert carriers[0] == {"provider": "Quillon Gateway Ltd.", "provider_key": "quillon-gateway-ltd", "calls": 9}
    assert served.ask("/api/network?provider=quillon").json()["calls"] == 9


def plain(text: str) -> str:
    """The words of a page, tags and blanks as one blank."""
    import html as escaping

    return " ".join(escaping.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def test_figures_are_the_pages_that_the_commands_write(demo: tuple[Desk, Served], tmp_path: Path) -> None:
    desk, served = demo

    def data(text: str) -> Any:
        found = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)[0])
        del found["meta"]["generated"]
        return found

    for asked, arguments in (
        ("id=20417", ("trace", "20417")),
        ("id=20560&as_of=2024-05-15", ("trace", "20560", "--as-of", "2024-05-15")),
        (f"id={LETTER}", ("trace", LETTER)),
        ("network=1&provider=quillon", ("network", "--provider", "quillon")),
    ):
        file = tmp_path / "page.html"
        assert desk.run(*arguments, "--redact", "internal", "--html", file, "--force").code == 0
        shown = served.ask(f"/figure?{asked}")
        assert data(shown.text) == data(file.read_text(encoding="utf-8"))
        [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', shown.text)
        assert shown.headers["content-security-policy"] == policy.replace("&#39;", "'") + "; frame-ancestors 'none'"
        picture = served.ask(f"/figure.svg?{asked}").text
        assert picture.startswith("<svg ")
        assert "(prefers-color-scheme:dark)" in picture, "as the page in which it stands"


def test_lists_come_page_by_page_in_the_order_in_which_people_count(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    rows = [{"incident": f"desk.{n}", "provider": f"Tel {n}", "status": "no-response", "noted_on": "2024-05-20"} for n in range(1, 121)]
    desk.load(hop_list(tmp_path / "many.csv", *rows))
    with serving(desk) as served:
        pages = [served.ask(f"/api/incidents?page={n}") for n in (1, 2, 3)]
        assert [one["incident"] for page in pages for one in page.json()] == [f"desk.{n}" for n in range(1, 121)]
        assert {page.headers["x-total-count"] for page in pages} == {"120"}
        assert [page.headers.get("link") for page in pages] == [
            '</incidents?page=2>; rel="next", </incidents?page=3>; rel="last"'.replace("</", "</api/"),
            '</api/incidents?page=1>; rel="previous", </api/incidents?page=3>; rel="next"',
            '</api/incidents?page=2>; rel="previous"',
        ]
        assert "51 to 100 of 120 previous next" in plain(served.page("/incidents?page=2"))
        asked = plain(served.page("/next?page=2"))
        assert "Tel 61 1 its answer, which is stated as missing · desk.61 none in the loaded documents" in asked
        assert "51 to 100 of 120 previous next" in asked
        one = served.page("/next?provider=Tel+61")
        assert ("1 open end of trails" in plain(one), "desk.61" in one, "desk.62" in one) == (True, True, False)
        assert [step["incident"] for step in served.ask("/api/next?provider=Tel+61").json()] == ["desk.61"]
        for path in ("/flags", "/next", "/providers", "/evidence?subject=many.csv"):
            beside = "&" if "?" in path else "?"
            found = [served.ask(f"/api{path}{beside}page={n}").json() for n in (1, 2, 3)]
            assert [len(page) for page in found] == [50, 50, 20], path
            assert len({json.dumps(one, sort_keys=True) for page in found for one in page}) == 120, path
        beyond = served.ask("/incidents?page=4")
        assert (beyond.status, "there is no page 4 of this list: it has 3 pages" in plain(beyond.text)) == (404, True)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/incident?id=20418", 404, "no incident '20418' in the loaded documents; near it: itg-20417"),
        ("/provider?name=Quilon+Gatway+Ltd.", 404, "near it: Quillon Gateway Ltd."),
        ("/provider?name=e", 400, "fits"),
        ("/letter?id=none", 404, "no letter, notice or order 'none' in the loaded documents: /letters lists them"),
        ("/document?sha=0000", 404, "no document of the case has the hash '0000': /documents lists them"),
        ("/incident", 400, "/incident asks for `id`: follow a link of the list that leads here"),
        ("/incidents?as_of=yesterday", 400, "as_of 'yesterday' is no date: write it like 2022-12-15"),
        ("/incidents?status=gone", 400, "status 'gone' is no way to end: choose one of"),
        ("/incidents?page=0", 400, "page is '0': give a whole number from 1"),
        ("/incidents?limit=501", 400, "limit is '501': give a whole number from 1 to 500"),
        ("/flags?rule=none", 400, "rule 'none' is none: choose one of"),
        ("/deadlines?state=late", 400, "choose open or past"),
        ("/evidence?subject=20417&kind=x", 400, "kind 'x' is no kind of claim"),
        ("/find?text=xyzzy", 404, "'xyzzy' stands nowhere in the loaded documents"),
        ("/nope", 404, "there is nothing at this address; there is: /, /incidents"),
    ],
)
def test_what_cannot_be_shown_says_what_to_do(path: str, status: int, says: str, demo: tuple[Desk, Served]) -> None:
    _, served = demo
    answer = served.ask(path)
    assert answer.status == status
    assert says in plain(answer.text)
    assert '<a href="/find">' in answer.text
    told = served.ask(f"/api{path}")
    assert (told.status, list(told.json())) == (status, ["error"])
    assert says in told.json()["error"]


# --- originals -----------------------------------------------------------------------------------------------------


def sha(desk: Desk, name: str) -> str:
    return next(held.sha256 for held in desk.case.documents().values() if held.name == name)


def test_the_lines_of_an_original_stand_beside_what_is_claimed_from_them(both: tuple[Desk, Served]) -> None:
    desk, served = both
    text = served.page(f"/document?sha={sha(desk, 'hop_list.csv')}&from=8&to=8")
    [meant] = re.findall(r'<tr id="meant" class="chosen">(.*?)</tr>', text, re.S)
    assert plain(meant).startswith("8 20417,Brightwater Dialing,")
    assert "status: Brightwater Dialing: no-response" in plain(meant)
    assert text.count('class="chosen"') == 1
    found = served.ask(f"/api/document?sha={sha(desk, 'hop_list.csv')}&from=8&to=8").json()["evidence"]
    assert [claim["lines"] for claim in found if claim["lines"][0] == 8] == [[8, 8]] * 2
    message = served.page(f"/document?sha={sha(desk, 'notice.eml')}&part=1&from=11&to=21")
    assert "The original: message 1, lines 1–" in plain(message)
    assert served.ask(f"/document?sha={sha(desk, 'notice.eml')}&part=2").status == 404
    assert served.ask(f"/document?sha={sha(desk, 'hop_list.csv')}&from=99999").status == 404


def test_secrets_of_an_original_are_masked(demo: tuple[Desk, Served]) -> None:
    desk, served = demo
    original = desk.case.original(sha(desk, "mailbox.txt")).read_text(encoding="utf-8")
    secret = [line for line in (" ".join(line.split()) for line in original.splitlines()) if mask(line) != line]
    assert secret
    shown = walked_lines(served, sha(desk, "mailbox.txt"))
    assert not [line for line in secret if line in shown]
    assert all(mask(line) in shown for line in secret)
    assert "Call Details for Traceback #20417" in shown


def walked_lines(served: Served, document: str) -> str:
    """All lines of a document, page by page."""
    text, path = "", f"/document?sha={document}"
    while path:
        shown = served.page(path)
        text += plain(shown)
        later = re.findall(r'<a href="([^"]+)">later lines</a>', shown)
        path = later[0].replace("&amp;", "&") if later else ""
    return text


def test_every_line_of_an_original_is_on_some_page(demo: tuple[Desk, Served]) -> None:
    desk, served = demo
    document, numbers = sha(desk, "mailbox.txt"), set()
    path = f"/document?sha={document}"
    while path:
        shown = served.page(path)
        numbers |= {int(n) for n in re.findall(r'data-label="line">(?:\s*)(\d+)', shown)}
        later = re.findall(r'<a href="([^"]+)">later lines</a>', shown)
        path = later[0].replace("&amp;", "&") if later else ""
    lines = desk.case.original(document).read_text(encoding="utf-8").count("\n")
    assert numbers == set(range(1, lines + 1))


def test_nothing_is_shown_of_an_altered_original(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "list.csv", {"incident": "1", "provider": "Alder Voice", "status": "open"}))
    document = sha(desk, "list.csv")
    with serving(desk) as served:
        assert "The original: lines" in plain(served.page(f"/document?sha={document}"))
        desk.case.original(document).write_text("changed <b>since</b>\n", encoding="utf-8")
        text = plain(served.page(f"/document?sha={document}"))
        assert "its original was altered since it was loaded, and nothing is read from it" in text
        assert "changed" not in text
        assert "Alder Voice" in text, "the words claimed from it are still there"


# --- while it serves -----------------------------------------------------------------------------------------------


def test_what_another_process_loads_is_seen_at_the_next_page(both: tuple[Desk, Served], tmp_path: Path) -> None:
    """Last of those that use it, since it changes the case."""
    desk, served = both
    before = served.ask("/api").json()
    assert served.ask("/incident?id=99").status == 404
    file = hop_list(tmp_path / "more.csv", {"incident": "99", "provider": "Yarrow Tel", "status": "no-response", "noted_on": "2024-07-20"})
    place = ("--case", desk.folder, *(("--db", desk.db) if desk.db else ()))
    assert ran(*place, "load", file, env=environment()).code == 0
    after = served.ask("/api").json()
    assert [after[n] - before[n] for n in ("incidents", "flagged", "open_ends")] == [1, 1, 1]
    assert "Yarrow Tel" in plain(served.page("/flags"))
    assert "Yarrow Tel" in plain(served.page("/providers"))
    assert "did not answer by 2024-07-20" in plain(served.page("/incident?id=99"))


def test_many_ask_at_once(both: tuple[Desk, Served]) -> None:
    _, served = both
    found: list[int] = []
    threads = [threading.Thread(target=lambda path=path: found.append(served.ask(path).status)) for path in [*VIEWS, *VIEWS]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(threads)
    assert set(found) <= {200, 400}, "400: a view of one thing, which was not named"


def test_a_store_that_is_made_again_meanwhile_is_shown(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "list.csv", {"incident": "1", "provider": "Alder Voice", "status": "no-response"}))
    with serving(desk) as served:
        assert served.ask("/api/flags").json()[0]["provider"] == "Alder Voice"
        desk.rebuild()
        assert served.ask("/api/flags").json()[0]["provider"] == "Alder Voice"
        shutil.rmtree(desk.folder)
        gone = served.ask("/flags")
        assert gone.status == 500
        assert "there is no case in" in plain(gone.text)


# --- the command ---------------------------------------------------------------------------------------------------


def test_a_port_that_is_taken(demo: tuple[Desk, Served]) -> None:
    desk, served = demo
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        line = desk.run("serve", "--port", port).only_line()
        assert line == f"tracer: port {port} is taken: choose another with --port, or one that is free with --port 0"
    assert desk.run("serve", "--port", served.port).only_line().startswith(f"tracer: port {served.port} is taken")


def test_no_case_is_told_in_the_terminal(tmp_path: Path) -> None:
    line = run("--case", tmp_path / "none", "serve", "--port", "0").only_line()
    assert line.startswith(f"tracer: there is no case in {tmp_path / 'none'}: load a document first")


def test_without_the_extra_it_says_what_to_install(demo: tuple[Desk, Served]) -> None:
    desk, _ = demo
    for missing in ("starlette", "uvicorn"):
        code = f"import sys; sys.modules['{missing}'] = None; from tracer.cli import main; main()"
        command = [sys.executable, "-c", code, "--case", str(desk.folder), "serve", "--port", "0"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment(), timeout=60)
        assert ended.returncode == 1
        assert ended.stderr.startswith("tracer: `tracer serve` needs ")
        assert ended.stderr.endswith("which is not installed: pip install 'calltracer[serve]'\n")


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_it_ends_when_it_is_told_to(tmp_path: Path) -> None:
    import signal

    desk = Desk(tmp_path / "case")
    desk.load(hop_list(tmp_path / "list.csv", {"incident": "1", "provider": "Alder Voice", "status": "open"}))
    for number in (signal.SIGINT, signal.SIGTERM):
        with started("--case", desk.folder, "serve", "--port", "0") as process:
            assert process.stdout
            served = Served(process.stdout.readline().strip(), process)
            assert served.ask("/api").status == 200
            process.send_signal(number)
            _, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "Open that address in a browser of this machine. Nobody else can; Ctrl-C ends it.\n")


# --- hostile text --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Every hostile text as a provider, a campaign, an incident and the name of a file."""
    folder = tmp_path_factory.mktemp("hostile")
    texts = [text for text in HOSTILE if text.strip() and "\x00" not in text and len(text) < 500 and "\ud800" not in text]
    rows = [
        {"incident": text, "provider": text, "received_from": other, "status": "no-response", "campaign": text, "stated_by": text, "asked_at": "2024-05-02"}
        for text, other in zip(texts, [*texts[1:], texts[0]], strict=True)
    ]  # fmt: skip
    desk = Desk(folder / "case")
    list_ = hop_list(folder / "list.csv", *rows)
    named = folder / "'onload=x <b>.csv"
    named.write_bytes(list_.read_bytes())
    assert [outcome.outcome for outcome in desk.load(named)] == ["loaded"]
    with serving(desk) as served:
        yield served


@pytest.mark.long
def test_no_text_of_a_document_becomes_anything_else(hostile: Served) -> None:
    seen = walked(hostile)
    pages = {path: text for path, text in seen.items() if not path.startswith(("/figure", "/style.css"))}
    assert len(pages) > 100
    assert {path: found for path, text in pages.items() if (found := amiss(text))} == {}
    for text in pages.values():
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)


def test_the_test_bites() -> None:
    """The same comparison fails where a text is put on a page as it stands."""
    from markupsafe import Markup

    for text in (
        "<script>1</script>",
        "<img src=x onerror=1>",
        '<a href="javascript:1">x</a>',
        "<a href=//evil.example>x</a>",
        "<b style=x>",
    ):
        blocks = [Facts([("label", text)]), Table("title", ["a"], [[Cell(text, link("/find", text=text))]])]
        assert amiss(html(text, blocks, "/", [text], text)) == []
        assert amiss(html("", [Facts([("label", text)], Markup(text))], "/", [], "")), text


@pytest.mark.long
def test_in_a_browser_nothing_of_it_runs_and_nobody_is_asked(hostile: Served, local_browser: Browser) -> None:
    local_browser.visit(hostile.address)
    base = hostile.address.partition("/?")[0]
    for path in ("/", "/incidents", "/providers", "/flags", "/next", "/network", "/incident?" + urlencode({"id": HOSTILE[0]})):
        local_browser.visit(base + path)
        local_browser.wait("return document.readyState === 'complete'")
        assert local_browser.js("return window.__xss === undefined")
        assert [url for url in local_browser.requests() if not url.startswith(base)] == []
        assert local_browser.messages() == []
    local_browser.visit(f"{base}/figure?{urlencode({'id': HOSTILE[0]})}")
    assert local_browser.ready() is not None, "the figure draws under the policy of the server"
    assert local_browser.js("return window.__xss === undefined")
    assert local_browser.messages() == []


# --- how it looks and is used --------------------------------------------------------------------------------------

LOOKED_AT = (
    "/",
    "/incidents",
    "/incident?id=20417",
    "/provider?name=Quillon+Gateway+Ltd.",
    f"/letter?id={LETTER}",
    "/deadlines",
    "/find?text=orchid",
    "/nope",
)


@pytest.fixture(scope="module")
def axe() -> str:
    import axe_core_python

    return (Path(axe_core_python.__file__).parent / "axe.min.js").read_text("utf-8")


@pytest.mark.long
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing(dark: bool, demo: tuple[Desk, Served], local_browser: Browser, axe: str) -> None:
    desk, served = demo
    local_browser.visit(served.address)
    base = served.address.partition("/?")[0]
    for path in (*LOOKED_AT, f"/document?sha={sha(desk, 'mailbox.txt')}&from=49&to=56"):
        local_browser.visit(base + path, dark=dark)
        local_browser.cdp("Runtime.evaluate", expression=axe)
        found = local_browser.driver.execute_async_script(
            "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']})"
            ".then(r => done(r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 120)).join(' | '))))"
        )
        assert found == [], path


@pytest.mark.long
@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_nothing_stands_out(width: int, demo: tuple[Desk, Served], local_browser: Browser) -> None:
    _, served = demo
    local_browser.visit(served.address)
    base = served.address.partition("/?")[0]
    for path in LOOKED_AT:
        local_browser.visit(base + path, (width, 844))
        assert local_browser.js("return document.documentElement.scrollWidth") <= width, path


def test_the_keyboard_reaches_everything(demo: tuple[Desk, Served], local_browser: Browser) -> None:
    _, served = demo
    local_browser.visit(served.address)
    base = served.address.partition("/?")[0]
    local_browser.visit(f"{base}/incidents")
    local_browser.keys("\ue004")
    assert local_browser.js("return document.activeElement.textContent") == "Skip to the content"
    local_browser.keys("\ue007")
    assert local_browser.focus() == "content"
    local_browser.visit(f"{base}/")
    local_browser.js("document.querySelector('input[name=text]').focus()")
    local_browser.keys("orchid", "\ue007")
    assert local_browser.wait("return location.pathname === '/find'")
    assert "Orchid Transit Corp" in local_browser.js("return document.body.textContent")
    local_browser.driver.back()
    assert local_browser.wait("return location.pathname === '/'")


# --- what is kept --------------------------------------------------------------------------------------------------


def test_an_answer_is_made_once_for_all_who_wait() -> None:
    held, made = Cache(2), []

    def make() -> int:
        made.append(1)
        time.sleep(0.05)
        return 7

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(held.get("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, len(made)) == ([7] * 8, 1)


class Slow:
    """A case of which the counts take as long as is said."""

    def __init__(self, desk: Desk, seconds: float) -> None:
        self.one_at_a_time = False
        self._cases, self._seconds = Cases(desk.folder), seconds

    @contextmanager
    def asking(self) -> Iterator[OpenCase]:
        with self._cases.asking() as case:
            status = case.status

            def slowly(*arguments: Any, **more: Any) -> Any:
                time.sleep(self._seconds)
                return status(*arguments, **more)

            case.status = slowly  # type: ignore[method-assign]
            yield case


def test_the_overview_of_a_large_case_does_not_wait_for_its_counts(demo: tuple[Desk, Served]) -> None:
    desk, _ = demo
    server = Server(Slow(desk, 1.5), lambda: None)  # type: ignore[arg-type]  # as much of them as is needed
    view = server._page(VIEWS["/"])
    request = Request(
        {"type": "http", "path": "/", "query_string": b"", "headers": [], "method": "GET", "server": ("127.0.0.1", 1), "scheme": "http"}
    )
    begun = time.monotonic()
    first = view(request)
    assert time.monotonic() - begun < 1.4
    assert first.headers["refresh"] == "1"
    text = plain(bytes(first.body).decode())
    assert "5 documents" in text
    assert "The rest is being counted." in text
    while "refresh" in (shown := view(request)).headers and time.monotonic() < begun + 30:
        time.sleep(0.1)
    assert "Flagged, by somebody's statement 3 providers" in plain(bytes(shown.body).decode())


def test_what_failed_is_not_kept_and_the_oldest_go() -> None:
    held = Cache(2)
    with pytest.raises(NotKnown):
        held.get("a", lambda: (_ for _ in ()).throw(NotKnown("none")))
    assert [held.get(key, lambda key=key: key.upper()) for key in "abca"] == ["A", "B", "C", "A"]
    assert held.get("c", lambda: "again") == "C"
    assert held.get("b", lambda: "again") == "again"
