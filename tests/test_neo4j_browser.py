"""What `tracer browser` writes, in a real Neo4j Browser: the link connects, favourites are imported and run, the picture is right.

One page, from the link to the style file: the tests build on each other in their order.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests import neo4j_server as servers
from tests.browser import Browser
from tests.cases import Desk, chain, hop_list, specimens
from tests.neo4j_browser import Neo4jBrowser
from tests.test_favourites import in_editor
from tracer import favourites, queries
from tracer.model import Status
from tracer.view.look import LOOKS, NAMED

pytestmark = pytest.mark.long

HOSTILE = """q'7 \\ "x" \\u0027 & # % ; ? + // => $y {z} :style"""
PATH = [
    "0 · Larkspur Wireless",
    "1 · Beacon Tandem",
    "2 · Fernwick Voice LLC",
    "3 · Pinnow Transit Inc.",
    "4 · Saltmarsh Telecom",
    "5 · Quillon Gateway Ltd.",
    "6 · Brightwater Dialing",
]


class Shown(NamedTuple):
    page: Neo4jBrowser
    desk: Desk
    server: servers.Server
    folder: Path  # of the files written
    link: str

    def titles(self) -> list[str]:
        return [favourites.STYLE, favourites.PARAMETERS, favourites.READ_ONLY, *(each.title for each in favourites.FAVOURITES)]


@pytest.fixture(scope="module")
def shown(neo4j_with_browser: servers.Server, local_browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("browser")
    desk = Desk(folder / "case", neo4j_with_browser.uri)
    # Beside the specimens: one that was silent each time, and an id that tries to break out of whatever it is put into.
    silent = [{"incident": f"itg-{n}", "provider": "Gorse Dialing", "status": "no-response", "asked_at": "2024-05-02"} for n in (1, 2)]
    asking = [
        {"incident": f"itg-{n}", "provider": "Teasel Tandem", "received_from": "Gorse Dialing", "status": "downstream"} for n in (1, 2)
    ]
    more = hop_list(folder / "more.csv", *silent, *asking, *chain(HOSTILE, "Sorrel Tel", "Tansy Tel"))
    with specimens() as paths:
        desk.load(*paths, more)
    ran = desk.run("browser", "20417", "--out", folder, "--browser", neo4j_with_browser.browser)
    assert ran.code == 0, ran.err
    [link] = ran.out.splitlines()
    return Shown(Neo4jBrowser(local_browser), desk, neo4j_with_browser, folder, link)


@pytest.mark.long
def test_the_link_connects_and_has_the_query_ready(shown: Shown) -> None:
    assert shown.link.startswith(f"{shown.server.browser}?dbms={shown.server.uri}&preselectAuthMethod=NO_AUTH&cmd=edit&arg=")
    shown.page.browser.visit(shown.link)
    assert shown.page.connected() == f"You are connected to {shown.server.uri}"
    shown.page.ready_to_run(favourites.filled("draw_trace", {"incident": "itg-20417"}))
    assert "itg-20417" in shown.page.run_editor()
    drawn = shown.page.drawn(7)
    assert len(drawn.arrows) == 6
    assert all(name.startswith(node.caption.removesuffix("…")) for node, name in zip(drawn.nodes, PATH, strict=True)), (
        "before any style is loaded"
    )


def test_favourites_are_imported_and_their_names_can_be_read(shown: Shown) -> None:
    page = shown.page
    assert page.favourites() == []
    page.drop("favourites.zip", shown.folder.joinpath("favourites.zip").read_bytes())
    page.show_favourites()
    page.wait("return document.querySelectorAll('[data-testid=savedScriptListItem]').length", "nothing is imported")
    assert page.favourites() == shown.titles()
    cut = """return [...document.querySelectorAll('[data-testid^="scriptTitle-"]')].filter(name => name.scrollWidth > name.clientWidth)
        .map(name => name.innerText)"""
    assert page.browser.js(cut) == []


def test_a_click_sets_the_style(shown: Shown) -> None:
    assert "node.NoResponse {" in shown.page.click(favourites.STYLE)
    assert shown.page.kept("grass", lambda style: style == favourites.style()) == favourites.style()


def test_a_click_sets_the_parameters_and_every_favourite_finds_something(shown: Shown) -> None:
    said = shown.page.click(favourites.PARAMETERS)
    parameters = json.loads(re.search(r"^\{$.*?^\}$", said, re.M | re.S)[0])  # type: ignore[index]  # a failure names what was said
    assert (parameters["incident"], parameters["provider"], parameters["as_of"]) == ("itg-20417", "brightwater-dialing", None)
    found = {}
    with shown.server.driver() as driver:
        for favourite in favourites.FAVOURITES:
            found[favourite.title] = len(driver.execute_query(queries.get(favourite.query).text, parameters).records)
    assert [title for title, rows in found.items() if not rows] == []


def test_a_click_keeps_it_from_writing(shown: Shown) -> None:
    """And all that is tried below, by one who reads."""
    assert "created 1 node" in shown.page.run("CREATE (:Other)")
    shown.page.click(favourites.READ_ONLY)
    assert "Writing in read access mode not allowed" in shown.page.run("MATCH (n:Other) DELETE n")
    with shown.server.driver() as driver:
        assert driver.execute_query("MATCH (n:Other) DELETE n").summary.counters.nodes_deleted == 1


def test_the_path_is_drawn_with_its_providers_and_their_statuses(shown: Shown) -> None:
    shown.page.click("10 Draw a call's path")
    drawn = shown.page.drawn(7)
    assert [node.caption for node in drawn.nodes] == PATH
    passed, silent = LOOKS[Status.DOWNSTREAM].colour, LOOKS[Status.NO_RESPONSE].colour
    assert [node.fill for node in drawn.nodes] == [passed] * 6 + [silent]
    assert [(node.text, node.diameter) for node in drawn.nodes] == [("#ffffff", 80)] * 6 + [("#000000", 80)]
    assert drawn.arrows == ["both"] * 5 + ["one"]  # the last did not answer


def test_the_network_is_drawn_with_a_silent_provider_in_its_colour(shown: Shown) -> None:
    shown.page.click("14 Draw the network")
    drawn = shown.page.drawn(16)
    fills = {node.caption: node.fill for node in drawn.nodes}
    assert fills["Gorse Dialing"] == LOOKS[Status.NO_RESPONSE].colour
    assert fills["Orchid Transit Corp"] == LOOKS[Status.POINT_OF_ENTRY].colour
    assert fills["Tansy Tel"] == LOOKS[Status.ORIGINATING].colour
    assert fills["Quillon Gateway Ltd."] == LOOKS[Status.NO_RESPONSE].colour  # silent twice, downstream once
    assert fills["Hollin Outreach"] == NAMED.colour  # only named
    assert len(drawn.arrows) == 13
    assert set(drawn.arrows) == {"0", "1", "2", "4"}


@pytest.mark.parametrize(
    ("name", "nodes", "captions"),
    [
        ("11 Draw its evidence", 33, {*PATH, "handed-off", "asked", "status", "reminded", "hop_list.csv", "mailbox.txt", "notice.eml"}),
        (
            "12 Draw a provider",
            7,
            {"Brightwater Dialing", "brightwaterdiali…", "Quillon Gateway Ltd.", "Pinfold Networks", "Marrowstone Tel", "notice"},
        ),
        (
            "13 Draw who did not answer",
            14,
            {
                "counted",
                "Brightwater Dialing",
                "Quillon Gateway Ltd.",
                "Gorse Dialing",
                "Tidewater Minutes",
                "0 · Teasel Tandem",
                "1 · Gorse Dialing",
                "0 · Quillon Gateway Ltd.",
            }
            | {*PATH[5:]},
        ),
    ],
)
def test_the_other_drawings(name: str, nodes: int, captions: set[str], shown: Shown) -> None:
    shown.page.click(name)
    assert {node.caption for node in shown.page.drawn(nodes).nodes} == captions


def test_rows_are_shown_as_a_table(shown: Shown) -> None:
    said = shown.page.click("20 Path, hop by hop")
    assert [name for name in ("Larkspur Wireless", "Brightwater Dialing", "no-response", "bound_met") if name not in said] == []


# --- the style file ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "trap"),
    [
        ("node.Hop {", "/* hops */\nnode.Hop {"),
        ('caption: "{name}";', "caption: {name};"),
        ('caption: "{id}";', 'caption: "incident: {id}";'),
    ],
    ids=["comment", "unquoted", "colon"],
)
def test_a_trap_would_be_noticed(right: str, trap: str, shown: Shown) -> None:
    assert right in favourites.grass()
    assert shown.page.drop_style(favourites.grass().replace(right, trap).encode()) != favourites.style()


def test_the_style_file_says_the_same_as_the_favourite(shown: Shown) -> None:
    assert shown.page.drop_style(shown.folder.joinpath("style.grass").read_bytes()) == favourites.style()


# --- texts of documents --------------------------------------------------------------------------------------------


@pytest.mark.long
def test_whatever_an_id_holds_it_stays_an_id(shown: Shown) -> None:
    ran = shown.desk.run("browser", HOSTILE, "--out", shown.folder, "--browser", shown.server.browser, "--force")
    assert ran.code == 0, ran.err
    page = shown.page
    page.browser.visit(ran.out.strip())
    page.connected()
    page.ready_to_run(favourites.filled("draw_trace", {"incident": HOSTILE}))
    page.run_editor()
    assert [node.caption for node in page.drawn(2).nodes] == ["0 · Sorrel Tel", "1 · Tansy Tel"]
    # Imported a second time, all of it is there twice, as the command says.
    page.drop("favourites.zip", shown.folder.joinpath("favourites.zip").read_bytes())
    page.show_favourites()
    page.wait("return document.querySelectorAll('[data-testid=savedScriptListItem]').length > 40", "nothing is imported")
    assert page.favourites() == sorted([*shown.titles(), *shown.titles()])
    documents = page.kept("documents", lambda documents: any("Tansy Tel" in each["content"] for each in documents))
    [newer] = [each["content"] for each in documents if "Tansy Tel" in each["content"]]
    page.run(newer)
    page.run(queries.get("draw_trace").text)
    assert [node.caption for node in page.drawn(2).nodes] == ["0 · Sorrel Tel", "1 · Tansy Tel"]


# --- what leaves the machine ---------------------------------------------------------------------------------------


def _asked(browser: Browser) -> tuple[set[str], set[str]]:
    """The hosts that were asked for something, and those that the policy kept from being asked."""
    log = browser.log()
    ended = {each["params"]["requestId"]: each["params"].get("blockedReason") for each in log if each["method"] == "Network.loadingFailed"}
    asked: set[str] = set()
    kept: set[str] = set()
    for each in log:
        if each["method"] == "Network.requestWillBeSent":
            host = urlsplit(each["params"]["request"]["url"]).hostname or ""
            (kept if ended.get(each["params"]["requestId"]) == "csp" else asked).add(host)
        elif each["method"] == "Network.webSocketCreated":
            asked.add(urlsplit(each["params"]["url"]).hostname or "")
    return asked - {""}, kept


def test_the_policy_lets_nothing_out_and_all_that_is_needed_in(shown: Shown) -> None:
    asked, kept = _asked(shown.page.browser)
    assert asked == {"127.0.0.1"}
    assert {"fonts.googleapis.com", "cdn.segment.com"} <= kept
    assert "127.0.0.1" not in kept
    refused = [line for line in shown.page.browser.messages() if "Content Security Policy" in line]
    assert refused
    assert [line for line in refused if re.search(r"'https?://(127\.0\.0\.1|localhost)[^']*' violates", line)] == []


@pytest.mark.long
def test_the_query_waits_for_the_password(
    neo4j_with_password: servers.Server, shown: Shown, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secured, page = neo4j_with_password, shown.page
    assert secured.user
    assert secured.password
    monkeypatch.setenv("NEO4J_USERNAME", secured.user)
    monkeypatch.setenv("NEO4J_PASSWORD", secured.password)
    ran = Desk(tmp_path / "case", secured.uri).run("browser", "--out", tmp_path, "--browser", shown.server.browser)
    assert ran.code == 0, ran.err
    assert f"?dbms={secured.uri.replace('//', f'//{secured.user}@')}&cmd=edit&" in ran.out
    assert secured.password not in ran.out + ran.err
    page.browser.cdp("Page.setBypassCSP", enabled=True)  # the policy names the other server alone
    page.forget()  # it would remember that nobody was asked for a password
    page.browser.visit(ran.out.strip())
    page.log_in(secured.password)
    assert f"You are connected as user {secured.user}" in page.connected()
    page.ready_to_run(in_editor(ran.out))
    # Without the policy it does ask elsewhere: so the test above would notice.
    assert "fonts.googleapis.com" in _asked(page.browser)[0]
