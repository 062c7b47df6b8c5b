"""What a page holds, without a browser: its bytes, its ids and counts, where everything lies, and that no text becomes more than text."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from itertools import chain, combinations, pairwise
from statistics import median_low
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.cases import Desk, environment, run
from tests.claims import asked, handed, path, said, status
from tests.drawn import (
    BY_THEN,
    FACTS,
    HOSTILE,
    NOW,
    RAN,
    TWELVE,
    Tags,
    call,
    calls,
    drawing_of_twelve,
    how,
    network,
    network_of,
    path_of,
    twelve,
)  # fmt: skip
from tracer import view
from tracer.answered import Standing
from tracer.flags import Count, Flag
from tracer.model import Attested, Kind, Provider, Status, replace
from tracer.path import CallPath, End
from tracer.record import ByCount
from tracer.render.dossiers import count_words
from tracer.render.plain import safe
from tracer.rollup import MOST_TELLING_FIRST
from tracer.view import BeyondCalls, Diagram, NetworkSums, add_up, of_path, page, svg_file
from tracer.view.diagram import Node, evidence_items, passages
from tracer.view.layout import CARD_H, CARD_W, SMALL, Layout, lay, name_lines
from tracer.view.look import CONTRADICTED, LEGEND, LOOKS, NAMED, NOT_YET, ORDER, WITHHELD, Look, dash
from tracer.view.network import LISTED, _fitting

VIS = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"  # vis-network 9.1.2 as pyvis 0.3.2 brings it


def drawn(*claims: Any) -> Diagram:
    return of_path(path(*claims), [], NOW)


def of_network(paths: Iterable[CallPath], *rest: Any, **options: Any) -> Diagram:
    return view.of_network(add_up(paths), *rest, **options)


def tags(diagram: Diagram) -> Tags:
    return Tags(page(diagram))


def canonical(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def allowed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


DRAWINGS = {
    "path of twelve": drawing_of_twelve,
    "network of 60": lambda: network(60),
    "grouped network": lambda: network(501),
    "hostile path": lambda: path_of(HOSTILE, HOSTILE[1], HOSTILE),
    "hostile network": lambda: network_of(HOSTILE, HOSTILE[1]),
    "empty path": drawn,
}
each_drawing = pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS.keys())


# --- the file ------------------------------------------------------------------------------------------------------


@each_drawing
def test_a_page_is_one_file_that_asks_for_nothing(draw: Any) -> None:
    text = page(draw())
    raw = text.encode("utf-8")
    assert b"\r" not in raw
    assert b"\x00" not in raw
    assert text.startswith(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content='
    )
    found = Tags(text)
    assert [
        (name, value) for _, attributes in found.found for name, value in attributes.items() if name in {"src", "href", "action", "srcset"}
    ] == []
    assert [name for _, attributes in found.found for name in attributes if name.startswith("on") or name in {"style", "xlink:href"}] == []
    listed = {"script", "style", "meta", "base", "link", "iframe", "img", "form", "object", "embed", "video", "audio"}
    assert Counter(tag for tag, _ in found.found if tag in listed) == {"script": 3, "style": 1, "meta": 4}
    assert sum(1 for each in found.named("meta") if "http-equiv" in each) == 1


@each_drawing
def test_only_its_own_scripts_and_style_may_run(draw: Any) -> None:
    found = tags(draw())
    (held, data), (library, vis), (own, script) = found.scripts
    assert (held, library, own) == ({"type": "application/json", "id": "data"}, {}, {})
    [style] = found.styles
    [policy] = [each["content"] for each in found.named("meta") if "http-equiv" in each]
    assert policy.split("; ") == [
        "default-src 'none'",
        f"script-src {allowed(vis)} {allowed(script)}",
        f"style-src {allowed(style)}",
        "img-src 'none'",
        "connect-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
    assert data.isascii()
    assert not set("<>&") & set(data)
    json.loads(data, parse_constant=pytest.fail)  # no NaN
    assert vis.replace("\r\n", "\n") == vis_network().decode().replace("\r\n", "\n")
    assert "@license" in vis
    assert "The MIT License" in vis
    assert "Apache-2.0 or MIT" in "".join(found.words)


def vis_network() -> bytes:
    return files("pyvis").joinpath("templates", "lib", "vis-9.1.2", "vis-network.min.js").read_bytes()


def test_the_drawing_library_is_the_one_that_was_looked_at() -> None:
    assert hashlib.sha256(vis_network()).hexdigest() == VIS


@each_drawing
def test_the_hash_is_that_of_the_data(draw: Any) -> None:
    found = tags(draw())
    data = found.data
    assert data["meta"]["sha256"] == canonical({"links": data["links"], "nodes": data["nodes"]})
    assert f"{data['meta']['sha256'][:16]}…" in found.words
    assert list(data) == sorted(data)


def test_the_hash_tells_every_other_drawing_apart() -> None:
    one = drawn(asked("Fernwick Voice"), handed("Fernwick Voice", "Orchid Transit", quote="from Orchid"))
    other = drawn(asked("Fernwick Voice"), handed("Fernwick Voice", "Orchid Transit", quote="from 0rchid"))
    assert tags(one).data["meta"]["sha256"] != tags(other).data["meta"]["sha256"]


MADE = """
import hashlib, sys
from tests.drawn import HOSTILE, drawing_of_twelve, network, network_of
from tracer.view import svg_file, page
for drawing in (drawing_of_twelve(), network(501), network_of(HOSTILE, "n")):
    for text in (page(drawing), svg_file(drawing)):
        sys.stdout.write(hashlib.sha256(text.encode("utf-8")).hexdigest() + "\\n")
"""


def test_the_same_input_gives_the_same_bytes_wherever_it_is_made() -> None:
    more = [{"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"}]
    made = [
        subprocess.Popen(
            [sys.executable, "-c", MADE],
            env=environment(PYTHONPATH=os.pathsep.join(filter(None, sys.path)), **each),
            stdout=subprocess.PIPE,
            text=True,
        )
        for each in more
    ]
    one, other = (process.communicate(timeout=120)[0].split() for process in made)
    here = [
        hashlib.sha256(text.encode()).hexdigest()
        for diagram in (drawing_of_twelve(), network(501), network_of(HOSTILE, "n"))
        for text in (page(diagram), svg_file(diagram))
    ]
    assert len(set(here)) == 6
    assert one == other == here


def test_a_page_from_the_command_line_is_utf8_and_the_same_each_time(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1718871300")
    run("demo", tmp_path / "demo")
    desk = Desk(tmp_path / "demo")
    pages = []
    for name in ("one.html", "two.html"):
        ran = desk.run("trace", "20417", "--html", tmp_path / name)
        assert ran.code == 0, ran.err
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    found = Tags(pages[0].decode("utf-8"))
    assert [node["name"] for node in found.data["nodes"]] == [
        "Brightwater Dialing", "Quillon Gateway Ltd.", "Saltmarsh Telecom", "Pinnow Transit Inc.", "Fernwick Voice LLC", "Beacon Tandem",
        "Larkspur Wireless",
    ]  # fmt: skip
    assert found.data["meta"]["generated"] == "2024-06-20T08:15:00Z"
    assert b"\r" not in pages[0]


def test_the_header_says_what_this_is_and_where_from() -> None:
    found = tags(drawing_of_twelve())
    words = found.words
    for told in (
        "Call path: itg-20417, as known by 2024-06-19", "itg-20417", "2024-05-01 16:27 UTC", "+1 202 555 0143", "2024-06-19", "2024-06-20 08:15 UTC by calltracer 9.9.9"
    ):  # fmt: skip
        assert told in words, told
    [badge] = [word for word in words if word.startswith("Copy for partners")]
    assert re.fullmatch(r"Copy for partners · withheld: 2 numbers, 1 person? · holds documents marked confidential", badge)
    plain = replace(FACTS, copy=None, withheld=(), marks=())
    assert "Not redacted" in tags(of_path(path(asked("Fernwick Voice")), [], plain)).words
    nothing = replace(FACTS, withheld=(), marks=())
    assert "Copy for partners · nothing withheld" in tags(of_path(path(asked("Fernwick Voice")), [], nothing)).words


def test_the_legend_stands_in_page_and_figure_by_shape_and_word() -> None:
    rows = [status(f"P{k}", each) for k, each in enumerate(LOOKS)]
    diagram = drawn(*rows, handed("Q0", "Q1"))
    found = tags(diagram)
    for _, words in LEGEND:
        assert found.words.count(words) >= 2, words
        assert words in svg_file(diagram)
    assert [(each.word, n) for each, n in diagram.counts] == [
        ("Did not answer", 1), ("Did not find the call", 1), ("Originating", 1), ("Point of entry", 1), ("Open", 1), ("Passed it on", 2),
        ("No status stated", 1),
    ]  # fmt: skip  # whoever names its upstream received the call from it
    looks = found.data["meta"]["looks"]
    assert len({each["shape"] for each in looks.values()}) == len({each["colour"] for each in looks.values()}) == len(looks) == 12
    assert len({(each["d"], each["hollow"]) for each in looks.values()}) == 12
    figure = Tags(svg_file(diagram)).words
    for each, n in diagram.counts:
        assert f"{each.word} {n}" in figure, each.word


def themes() -> list[dict[str, str]]:
    """The colours of the light and the dark theme, by name."""
    style = files("tracer.view").joinpath("page.css").read_text("utf-8")
    return [dict(re.findall(r"--([a-z-]+):(#[0-9a-f]+)", block)) for block in re.findall(r":root[^{]*{(--bg[^}]*)}", style)][:2]


def brightness(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * each for each in digits)
    channels = [int(digits[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_what_is_drawn_can_be_told_from_its_ground() -> None:
    """axe sees no canvas: its text 4.5 to 1, its lines and outlines 3 to 1, in both themes."""
    assert contrast("#fff", "#000000") == pytest.approx(21)
    light, dark = themes()
    assert light["card"] != dark["card"]
    for theme in (light, dark):
        for ground in ("card", "band"):
            assert min(contrast(theme[ink], theme[ground]) for ink in ("ink", "soft")) >= 4.5
            assert min(contrast(theme[line], theme[ground]) for line in ("edge", "outline", "accent")) >= 3
        assert contrast(theme["rim"], theme["card"]) >= 3
        assert contrast(theme["note-ink"], theme["note"]) >= 4.5
        thin = [round(0.75 * int(theme["edge"][k : k + 2], 16) + 0.25 * int(theme["band"][k : k + 2], 16)) for k in (1, 3, 5)]
        assert contrast("#" + "".join(f"{each:02x}" for each in thin), theme["band"]) >= 3  # the lines of a network
    for name in ("graph.js", "figure.css"):
        assert re.search(r"0\.75 \* visible|stroke-opacity:\.75", files("tracer.view").joinpath(name).read_text("utf-8"))


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_every_provider_and_hand_off_of_a_path_with_its_evidence() -> None:
    diagram = drawing_of_twelve()
    data = tags(diagram).data
    assert [(node["id"], node["name"], node["number"]) for node in data["nodes"]] == [
        (f"n{k}", name, str(11 - k)) for k, name in enumerate(reversed(TWELVE))
    ]
    assert [node["status"] for node in data["nodes"]] == ["no-response", "point-of-entry", "not-found", *["downstream"] * 9]
    assert [node["name"] for node in data["nodes"] if node["inferred"]] == ["Cedar Networks"]
    ids = {node["id"]: node["name"] for node in data["nodes"]}
    assert [link["id"] for link in data["links"]] == [f"e{k}" for k in range(12)]
    handed_over = {(ids[link["from"]], ids[link["to"]]): (link["attested"], link["line"]) for link in data["links"]}
    assert handed_over == {
        **dict.fromkeys(pairwise(TWELVE), ("both", "solid")),
        ("Alder Voice", "Birch Telecom"): ("disputed", "dotted"),
        ("Alder Voice", "Saltmarsh Telecom"): ("disputed", "dotted"),
        ("Cedar Networks", "Brightwater Dialing"): ("one", "dashed"),  # the silent say nothing for themselves
    }
    [silent] = [node for node in data["nodes"] if node["name"] == "Brightwater Dialing"]
    assert silent["small"] == ["asked 2024-05-13 14:03 UTC", "did not answer by 2024-05-20", "as known by 2024-06-19"]
    kept = [c for c in diagram.claims if c.provider == "Brightwater Dialing" and c.kind != Kind.HANDED_OFF]
    assert [(e["name"], e["lines"], e["quote"], e["said_by"], e["known_at"]) for e in silent["evidence"]] == [
        (c.document_name, [c.place.line_from, c.place.line_to], c.quote, "ITG", c.known_at) for c in kept
    ]
    assert len(kept) == 2
    assert [e.get("part") for e in silent["evidence"]] == [None, 4]
    assert data["meta"]["says"] == [
        (
            "As known by 2024-06-19, the trail ends at Cedar Networks: apparently the point of entry: the call came from abroad; it received"
            " the call from Brightwater Dialing (inferred from a count)."
        ),
        "As known by 2024-06-19, the trail ends at Brightwater Dialing: did not answer by 2024-05-20.",
        "Doubtful, and kept as it stands: Alder Voice names Saltmarsh Telecom, which stands before it.",
    ]
    assert all(link["evidence"] for link in data["links"])


def test_the_table_has_a_row_for_every_node() -> None:
    for draw in DRAWINGS.values():
        found = tags(draw())
        assert [each["data-node"] for each in found.named("tr") if "data-node" in each] == [node["id"] for node in found.data["nodes"]]


def test_an_end_that_is_not_known_is_drawn_and_is_no_node() -> None:
    diagram = drawn(handed("Fernwick Voice", "Orchid Transit"))
    found = tags(diagram)
    assert [node["name"] for node in found.data["nodes"]] == ["Orchid Transit", "Fernwick Voice"]
    assert [len(laid["ghosts"]) for laid in found.data["meta"]["layouts"].values()] == [1, 1]
    assert diagram.ghosts == [("n0", "not stated")]
    assert found.words.count("Upstream not known") == 1
    assert found.data["meta"]["says"] == ["The trail ends at Orchid Transit: named, but not asked in the loaded documents."]
    assert [ghost[4] for laid in found.data["meta"]["layouts"].values() for ghost in laid["ghosts"]] == ["Upstream not known"] * 2
    for ended in (Status.ORIGINATING, Status.POINT_OF_ENTRY):
        known = drawn(handed("Fernwick Voice", "Orchid Transit"), status("Orchid Transit", ended))
        assert known.ghosts == []
        assert "Upstream not known" not in page(known)[-10_000:] + svg_file(known)
    for ended, words in ((Status.NO_RESPONSE, "not stated: no answer"), (Status.NOT_FOUND, "not stated: call not found")):
        assert drawn(status("Orchid Transit", ended)).ghosts == [("n0", words)]


def test_what_no_document_joins_is_drawn_apart() -> None:
    diagram = drawn(handed("Larkspur", "Beacon"), handed("Orchid", "Saltmarsh"), status("Saltmarsh", Status.ORIGINATING))
    assert diagram.gaps == [("n1", "n2")]
    assert [len(laid.gaps) for laid in lay(diagram).values()] == [1, 1]
    assert "1 gap: no document joins the providers on both sides." in diagram.says
    assert "no document" in svg_file(diagram)


def test_an_empty_path_says_so() -> None:
    found = tags(drawn())
    assert (found.data["nodes"], found.data["links"]) == ([], [])
    assert found.data["meta"]["says"] == ["No provider is named in the loaded documents."]
    assert found.data["meta"]["sha256"] == canonical({"links": [], "nodes": []})


def test_names_are_text_whatever_they_look_like() -> None:
    names = ["007", "n0", "__proto__", "constructor", "toString", "NaN", "null", "e0", "1e5", "true"]
    data = tags(of_path(call("odd", names), [], FACTS)).data
    assert [(node["id"], node["name"]) for node in data["nodes"]] == [(f"n{k}", name) for k, name in enumerate(reversed(names))]
    assert [(link["from"], link["to"]) for link in data["links"]] == [(f"n{9 - k}", f"n{8 - k}") for k in range(9)]
    data = tags(of_network([call(name, [name, other]) for name, other in pairwise(names)], "n", FACTS)).data
    assert {node["name"] for node in data["nodes"]} == set(names)
    assert sorted(incident for link in data["links"] for incident in link["incidents"]) == sorted(names[:-1])
    assert {node["id"] for node in data["nodes"]} == {f"n{k}" for k in range(10)}


def test_two_providers_of_one_name_stay_two() -> None:
    one = call("a", ["Fernwick Voice", "first", "second"])
    same = replace(one, hops=tuple(replace(hop, provider="Same Name Inc") if hop.position else hop for hop in one.hops))
    for diagram in (of_path(same, [], FACTS), of_network([same], "n", FACTS)):
        assert [node["name"] for node in tags(diagram).data["nodes"]].count("Same Name Inc") == 2


def test_parallel_calls_are_counted_and_named() -> None:
    paths = [call(f"itg-00{n}", ["Fernwick Voice", "Orchid Transit"], f"2024-05-0{n}", f"Campaign {n % 2}") for n in range(1, 8)]
    paths.append(call("back", ["Orchid Transit", "Fernwick Voice"]))
    data = tags(of_network(paths, "n", FACTS)).data
    by_name = {node["name"]: node for node in data["nodes"]}
    assert {name: node["weight"] for name, node in by_name.items()} == {"Fernwick Voice": 8, "Orchid Transit": 8}
    links = {(link["from"], link["to"]): link for link in data["links"]}
    down, up = by_name["Fernwick Voice"]["id"], by_name["Orchid Transit"]["id"]
    assert {ends: (link["weight"], how(link), link["incidents"]) for ends, link in links.items()} == {
        (down, up): (7, {"one": 7}, [f"itg-00{n}" for n in range(1, 8)]),
        (up, down): (1, {"one": 1}, ["back"]),
    }
    assert [links[down, up][each] for each in ("first", "last", "campaigns")] == ["2024-05-01", "2024-05-07", [0, 1]]
    assert data["meta"]["campaigns"] == ["Campaign 0", "Campaign 1"]


@pytest.mark.parametrize("providers", [3, 60, 300, 500])
def test_a_network_holds_every_provider_and_call(providers: int) -> None:
    paths = calls(providers)
    data = tags(of_network(paths, "n", FACTS)).data
    carried = Counter(hop.provider for each in paths for hop in each.hops)
    names = {node["id"]: node["name"] for node in data["nodes"]}
    assert {node["name"]: node["weight"] for node in data["nodes"]} == carried
    assert len(data["nodes"]) == len(carried) == providers
    assert {(names[link["from"]], names[link["to"]]): link["weight"] for link in data["links"]} == handed_in(paths)


def handed_in(paths: list[CallPath]) -> Counter[tuple[str, str]]:
    return Counter(pair for each in paths for pair in pairwise(hop.provider for hop in each.hops))


def test_above_500_a_network_is_grouped_and_says_exactly_how() -> None:
    paths = calls(501)
    data = tags(of_network(paths, "n", NOW)).data
    groups = [node for node in data["nodes"] if node["status"] == "group"]
    named = {node["name"] for node in data["nodes"]} - {node["name"] for node in groups}
    folded = [int(re.fullmatch(r"([\d,]+) other providers", node["name"])[1].replace(",", "")) for node in groups]  # type: ignore[index]
    assert len(named) + sum(folded) == 501
    carried = Counter(hop.provider for each in paths for hop in each.hops)
    assert sum(node["weight"] for node in data["nodes"]) == sum(carried.values())
    handed_over = handed_in(paths)
    between = sum(n for pair, n in handed_over.items() if set(pair) <= named)
    total = sum(handed_over.values())
    assert sum(link["weight"] for link in data["links"]) == total
    silent = len({each.hops[-1].provider for each in paths if each.hops[-1].status is Status.NO_RESPONSE})
    assert data["meta"]["says"] == [
        (
            f"501 providers: {len(named)} are named, {sum(folded)} are folded into {len(groups)} groups; "
            f"hand-offs between named ones are {between / total:.0%} of all {total:,}."
        ),
        f"{silent} of 501 providers did not answer at least one request, as stated in the documents.",
        "167 traced calls: a selection, and no share of anybody's traffic.",
    ]
    position = {node["name"]: dict(node["facts"])["Position"] for node in data["nodes"] if node["name"] in named}
    for place in set(position.values()):  # the busiest of each column
        its = [name for name in named if position[name] == place]
        assert len(its) <= 11
    assert ["Providers", f"501 (grouped: {len(data['nodes'])} shown)"] in data["meta"]["header"]


def test_a_group_lists_whom_it_holds_the_silent_first_and_the_rest_as_a_count() -> None:
    def members(node: dict[str, Any]) -> dict[tuple[str, str], tuple[int, str]]:
        return {(name, how): (calls, share) for how, its in node["members"].items() for name, calls, share, *_ in its}

    paths = calls(501)
    data = tags(of_network(paths, "n", NOW)).data
    carried = Counter(hop.provider for each in paths for hop in each.hops)
    silent = {each.hops[-1].provider for each in paths if each.hops[-1].status is Status.NO_RESPONSE}
    named = {node["name"] for node in data["nodes"]}
    groups = [node for node in data["nodes"] if node["status"] == "group"]
    listed = {name: (how, calls[0]) for node in groups for (name, how), calls in members(node).items()}
    assert set(listed) == set(carried) - named
    assert {name: calls for name, (_, calls) in listed.items()} == {name: carried[name] for name in listed}
    assert {name for name, (how, _) in listed.items() if how == "no-response"} == silent - named
    quiet = [sum(how == "no-response" for _, how in members(node)) for node in groups]
    assert [(node["unlisted"], node.get("share")) for node in groups] == [(0, f"{n} did not answer" if n else None) for n in quiet]
    assert any(quiet)
    most = of_network(calls(1200), "n", NOW)
    its = [node for node in most.nodes if node.is_group]
    assert sum(len(node.members) for node in its) == LISTED == 700
    folded = sum(int(node.name.split()[0].replace(",", "")) for node in its)
    assert sum(node.unlisted for node in its) == folded - LISTED
    of_silent = sum(node.unanswered for node in its)
    assert of_silent < LISTED
    assert sum(member.look is LOOKS[Status.NO_RESPONSE] for node in its for member in node.members) == of_silent


def test_a_group_holds_the_hand_offs_of_whom_it_lists() -> None:
    """One by one, between those that are listed or named, and added up with whom the groups only count."""
    for providers in (501, 1200):
        paths = calls(providers)
        nodes = tags(of_network(paths, "n", NOW)).data["nodes"]
        groups = {node["id"]: node for node in nodes if node["status"] == "group"}
        listed = {f"{id_}.{k}": row for id_, node in groups.items() for k, row in enumerate(chain(*node["members"].values()))}
        named = {node["id"]: node["name"] for node in nodes if node["id"] not in groups} | {id_: row[0] for id_, row in listed.items()}
        at, column_of = {name: id_ for id_, name in named.items()}, columns_of(paths)
        for id_, node in groups.items():  # whom a group only counts stands at the group
            rest = {hop.provider for each in paths for hop in each.hops} - set(at)
            at |= {name: id_ for name in rest if column_of[name] == node["column"]}
        told: Counter[tuple[str, str]] = Counter()
        for id_, node in groups.items():
            for source, target, weight, days, campaigns, attested in node["inner"]:
                ends = tuple(f"{id_}.{end}" if isinstance(end, int) else end for end in (source, target))
                assert ends not in told
                told[ends] += weight
                assert sum(attested.values()) == weight if isinstance(attested, dict) else attested in ("one", "both")
                assert len(campaigns) <= weight
                assert days.count("/") == (weight > 1 and days[:10] != days[-10:])
        real: Counter[tuple[str, str]] = Counter()
        for pair, n in handed_in(paths).items():
            ends = at[pair[0]], at[pair[1]]
            real[ends] += n * (not listed.keys().isdisjoint(ends))
        assert told == +real


def columns_of(paths: list[CallPath]) -> dict[str, int]:
    found: dict[str, list[int]] = {}
    for hop in (hop for each in paths for hop in each.hops):
        found.setdefault(hop.provider, []).append(hop.position)
    return {name: median_low(positions) for name, positions in found.items()}


def test_a_group_of_a_copy_tells_no_more_of_its_providers_than_the_copy_does() -> None:
    """Who looks worse in the copy than by all that is known is withheld within a group too; what is inferred stays inferred."""

    def of(node_looks: dict[str, Look] | None) -> dict[str, str]:
        data = tags(of_network(calls(501), "n", NOW, BeyondCalls(looks=node_looks))).data
        return {name: how for node in data["nodes"] for how, its in node.get("members", {}).items() for name, *_ in its}

    plain = of(None)
    lost = {name for name, how in plain.items() if how == "not-found"}
    assert lost
    held = of(dict.fromkeys(plain, LOOKS[Status.DOWNSTREAM]))
    assert {name for name, how in held.items() if how == "withheld"} == lost


@pytest.mark.parametrize(
    "name",
    [
        "Fernwick Voice, LLC",
        "Hollin Outreach International Telecommunications Private Limited",
        "Saltmarsh International Wholesale Telecommunications and Carrier Services Pvt",
    ],
)
@pytest.mark.parametrize("below", [2, 3])
def test_a_legal_name_is_written_smaller_before_it_is_cut(name: str, below: int) -> None:
    lines, step = name_lines(Node("n0", name, NAMED, small=["x"] * below))
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert 51 + step * (len(lines) - 1) < CARD_H - 10 - SMALL * (below - 1) - 8, "above what stands below it"


def test_dots_and_dashes_of_a_wide_line_do_not_run_into_one_another() -> None:
    assert [dash(style, 1.6) for style in ("solid", "dashed", "dotted")] == [[], [7, 4], [2, 4]]
    assert [dash(style, 9) for style in ("solid", "dashed", "dotted")] == [[], [15.8, 9], [4.5, 9]]


def test_in_full_nothing_is_folded() -> None:
    data = tags(network(501, full=True)).data
    assert len(data["nodes"]) == 501
    assert [node for node in data["nodes"] if node["status"] == "group"] == []
    assert [len(tags(network(n)).data["nodes"]) for n in (500, 501)] == [500, 66]


def test_a_long_name_is_cut_to_read_and_kept_to_check() -> None:
    long = "Fernwick " * 40
    [node] = tags(of_path(call("long", [long]), [], FACTS)).data["nodes"]
    assert node["name"] == long[:79] + "…"
    assert node["raw"] == long
    [plain] = tags(of_path(call("plain", ["Fernwick Voice"]), [], FACTS)).data["nodes"]
    assert "raw" not in plain


# --- how a status is told ----------------------------------------------------------------------------------------------


def facts_of(node: Node) -> dict[str, str]:
    return dict(node.facts)


def test_a_silence_for_the_time_being_looks_and_reads_like_none_for_good() -> None:
    """ "Not yet" and "did not answer" are two things in status, flags, words and pages."""
    silent = status("Fernwick Voice", Status.NO_RESPONSE, known_at="2024-05-14")
    for interim, slug, words, short, ghost in (
        (True, "not-yet", "had not answered yet on 2024-05-14", "not yet on 2024-05-14", "not yet stated"),
        (None, "no-response", "did not answer by 2024-05-14", "did not answer by 2024-05-14", "not stated: no answer"),
    ):
        diagram = drawn(replace(silent, interim=interim))
        [node] = diagram.nodes
        assert (node.look.slug, node.small, facts_of(node)["Status"]) == (slug, ["asked, when is not stated", short], words)
        assert diagram.ghosts == [("n0", ghost)]
        assert diagram.says == [f"The trail ends at Fernwick Voice: {words}."]
        [row] = diagram.tables["hops"][1]
        assert (row["status"], row["interim"], row["status_at"]) == ("no-response", interim, "2024-05-14")


def test_whoever_is_said_not_to_have_answered_was_asked() -> None:
    for claims, told in (
        ([status("Fernwick Voice", Status.NO_RESPONSE)], "asked, when is not stated"),
        ([status("Fernwick Voice", Status.DOWNSTREAM)], "asked, when is not stated"),
        ([asked("Fernwick Voice", valid_at="2024-05-02"), status("Fernwick Voice", Status.NO_RESPONSE)], "2024-05-02"),
        ([handed("Larkspur", "Fernwick Voice")], "not asked in the documents"),
    ):
        node = drawn(*claims).nodes[0]
        assert facts_of(node)["Asked"] == told
        assert node.small[0] == (told if told.startswith(("asked", "not")) else f"asked {told}")


def test_a_reading_says_what_was_read() -> None:
    reading = 'the letter\'s column Customer reads "No Response"'
    [node] = drawn(status("Fernwick Voice", Status.NO_RESPONSE, reading=reading, known_at="2024-05-14")).nodes
    assert facts_of(node)["Status"] == f"did not answer by 2024-05-14 (a reading: {reading})"
    assert node.small[1] == "did not answer by 2024-05-14", "a card has no room for it, and cuts no date"


def test_statements_that_contradict_each_other_are_told_both() -> None:
    diagram = drawn(
        status("Fernwick Voice", Status.DOWNSTREAM, known_at="2024-05-03"),
        status("Fernwick Voice", Status.NO_RESPONSE, known_at="2024-05-09"),
    )
    [node] = diagram.nodes
    words = "contradictory: ITG says that it had not answered by 2024-05-09, Fernwick Voice that it answered on 2024-05-03, before that"
    assert (node.look.slug, node.look.word, node.small[1]) == ("contradicted", "Statements contradict", "statements contradict")
    assert (facts_of(node)["Status"], facts_of(node)["Contradiction"]) == ("statements contradict", words)
    assert diagram.ghosts == []
    [row] = diagram.tables["hops"][1]
    assert (row["status"], row["status_at"]) == ("contradicted", None)
    assert diagram.says == [f"The trail ends at Fernwick Voice: {words}."]


def test_an_answer_by_count_is_no_open_end() -> None:
    row = said(Kind.COUNTED, "Fernwick Voice", incident=None, total=2)
    given = path(asked("Fernwick Voice", valid_at="2024-05-02"))
    for unanswered, slug, small in ((0, "by-count", "by 2024-06-01"), (1, "open", "answer due 2024-05-06")):
        by_count = ByCount("2024-06-01", 2, unanswered, row)
        diagram = of_path(replace(given, hops=(replace(given.hops[0], by_count=by_count),)), [], NOW)
        [node] = diagram.nodes
        assert (node.look.slug, node.small, facts_of(node)["Answer"]) == (slug, ["asked 2024-05-02", small], str(by_count))
        assert diagram.tables["hops"][1][0]["answer"] == str(by_count)
    [node] = of_path(given, [], NOW).nodes
    assert (node.look.slug, node.small[1], "Answer" in facts_of(node)) == ("open", "answer due 2024-05-06", False)


def test_a_status_that_is_withheld_reads_so_everywhere() -> None:
    given = path(handed("Larkspur", "Fernwick Voice"), asked("Fernwick Voice", valid_at="2024-05-02"))
    hop = replace(given.hops[1], standing=Standing(), withheld=True)
    diagram = of_path(replace(given, hops=(given.hops[0], hop), ends=(End("withheld", hop.id, hop.provider, "withheld"),)), [], NOW)
    node = diagram.nodes[0]
    assert (node.look.slug, node.small, facts_of(node)["Status"]) == (
        "withheld",
        ["asked 2024-05-02", "status withheld"],
        "status withheld",
    )
    assert diagram.ghosts == [("n0", "withheld in this copy")]
    assert "Answer due" not in facts_of(node)
    assert [row["status"] for row in diagram.tables["hops"][1]] == [Status.DOWNSTREAM, "withheld"]
    assert "Upstream withheld" in Tags(svg_file(diagram)).words
    assert "Upstream not known" not in svg_file(diagram)
    [other] = of_path(path(replace(given.hops[1].bearings[0].evidence, kind=Kind.HANDED_OFF, upstream="x")), [], NOW).nodes[1:]
    assert other.look.slug == "downstream"
    bare = replace(hop, asked_at=None)
    assert of_path(replace(given, hops=(given.hops[0], bare)), [], NOW).nodes[0].small[0] == "when asked is not in this copy"


def test_a_copy_as_of_an_earlier_day_says_so_in_its_title_and_beside_every_status() -> None:
    diagram = drawing_of_twelve()
    assert diagram.title == f"Call path: itg-20417{BY_THEN}"
    assert all(facts_of(node)["Status"].endswith(BY_THEN) for node in diagram.nodes)
    assert all(node.small[2] == "as known by 2024-06-19" for node in diagram.nodes)
    assert all(line.startswith("As known by 2024-06-19, the trail ends at ") for line in diagram.says[:2])
    assert {row["as_of"] for row in diagram.tables["hops"][1]} == {"2024-06-19"}
    words = tags(diagram).words
    assert "".join(words).count("did not answer by 2024-05-20, as known by 2024-06-19") == 1, "in the table"
    assert Tags(svg_file(diagram)).words.count("as known by 2024-06-19") == 13, "on every card, and in the legend"
    flags = {"P0": Flag("P0", "P0", (Count("stated-no-response", 1, 2, "2024-05-02"),))}
    net = of_network([call("a", ["P0", "P1"], ends=Status.OPEN)], "n", FACTS, BeyondCalls(flags=flags))
    assert net.title == f"n{BY_THEN}"
    assert facts_of(net.nodes[0])["Did not answer"] == f"1 of 2{BY_THEN}"
    assert facts_of(net.nodes[1])["How its part ended"] == f"open 1{BY_THEN}"
    assert net.says[0] == f"1 of 2 providers did not answer at least one request, as stated in the documents{BY_THEN}."
    words = "".join(tags(net).words)
    assert f"Did not answer: 1 of 2{BY_THEN}" in words
    assert f"Open{BY_THEN}" in words
    assert {row["as_of"] for row in net.tables["providers"][1]} == {"2024-06-19"}
    for later in (drawn(asked("P0")), of_network([call("a", ["P0", "P1"])], "n", NOW)):
        assert "as known by" not in page(later)[: page(later).index('id="data"')]
        assert [row["as_of"] for row in (later.tables.get("hops") or later.tables["providers"])[1]] == [None] * len(later.nodes)


# --- who did not answer, in a network ------------------------------------------------------------------------------------


def count(rule: str, number: int, of: int | None, **more: Any) -> Count:
    return Count(rule, number, of, "2024-05-02", **more)


@pytest.mark.parametrize(
    ("counts", "share", "row"),
    [
        ([count("stated-no-response", 11, 78, sample=True)], "11 of 78", (11, 78, None)),
        ([count("authority-count", 17, None, at_least=True)], "at least 17 of ?", (17, None, True)),
        ([count("letter-no-response", 2, 8), count("stated-no-response", 1, 1)], "2 of 8", (2, 8, None)),
        ([count("stated-no-response", 1200, 4000)], "1,200 of 4000", (1200, 4000, None)),
        ([count("not-yet-answered", 3, None)], "", (0, None, None)),
        ([count("not-found", 3, 4)], "", (0, None, None)),
        ([], "", (0, None, None)),
    ],
)  # fmt: skip
def test_any_silence_that_stands_is_shown_with_its_share(counts: list[Count], share: str, row: tuple[Any, ...]) -> None:
    """It answered most of them: that is what the share is for."""
    claim = status("P0", Status.NO_RESPONSE)
    flag = Flag("P0", "P0", tuple(replace(c, evidence=(claim,)) for c in counts))
    paths = [call(f"itg-{n}", ["P0", "P1"], ends=Status.ORIGINATING) for n in range(3)]
    diagram = of_network(paths, "n", NOW, BeyondCalls(flags={"P0": flag} if counts else {}))
    one, other = diagram.nodes
    assert (one.look.slug, one.share, one.unanswered) == ("no-response" if share else "downstream", share, row[0])
    assert (other.look.slug, other.share) == ("originating", "")
    [first, _] = diagram.tables["providers"][1]
    assert (first["unanswered"], first["of"], first["at_least"]) == row
    facts = facts_of(one)
    assert facts.get("Did not answer", "") == share.replace(" of ?", ", of how many is not given")
    assert facts["How its part ended"] == "passed it on 3"
    assert [value for label, value in one.facts if label == "Flagged"] == [count_words(c) for c in counts]
    assert facts.get("As stated by", "") == ("ITG" if counts else "")
    data = tags(diagram).data
    assert [node.get("share", "") for node in data["nodes"]] == [share, ""]
    assert (share in Tags(svg_file(diagram)).words) == bool(share)
    assert ("below a name: requests stated as unanswered, of how many (?: not given)" in tags(diagram).words) == bool(share)
    assert diagram.says[0] == (
        "1 of 2 providers did not answer at least one request, as stated in the documents."
        if share
        else "No document behind this page states that a provider did not answer."
    )


def test_a_contradicted_silence_is_not_denied() -> None:
    flag = Flag("P0", "p0", (), ("contradictory: one says so, another not",))
    diagram = of_network(calls_of("P0", 2), "n", NOW, BeyondCalls(flags={"P0": flag}))
    assert diagram.says[0] == (
        "Of 1 provider the documents contradict each other on whether it answered; of none they say only that it did not."
    )


def test_a_silence_in_a_call_is_one_without_a_flag_too() -> None:
    diagram = of_network([call("a", ["P0", "P1"], ends=Status.NO_RESPONSE), *calls_of("P1", 3)], "n", NOW)
    assert {node.name: (node.look.slug, node.share) for node in diagram.nodes if node.name == "P1"} == {"P1": ("no-response", "")}


def calls_of(name: str, many: int) -> list[CallPath]:
    return [call(f"more-{n}", [name, f"Q{n}"]) for n in range(many)]


def test_what_speaks_against_a_flag_stands_beside_it() -> None:
    flag = Flag("P0", "P0", (count("stated-no-response", 1, 1),), ("several FRNs on record: 1, 2", "itg-1: contradictory"))
    [node, _] = of_network([call("a", ["P0", "P1"])], "n", NOW, BeyondCalls(flags={"P0": flag})).nodes
    assert [value for label, value in node.facts if label == "Contradictory"] == list(flag.contradictions)


def test_what_only_a_letter_or_a_count_says_is_drawn_dotted_and_counts_no_call() -> None:
    who = {name: Provider(name, name, (name,)) for name in ("P0", "P1", "Letter Tel", "Count Tel", "Notice Tel")}
    by_letter = handed("Letter Tel", "P0", incident=None, attested=Attested.LETTER)
    by_count = handed("P0", "Count Tel", incident=None, attested=Attested.AGGREGATE)
    acted = said(Kind.ACTED, "Notice Tel", incident=None, action="ag-2024-05-02-notice-tel")
    known = BeyondCalls(
        [(by_letter, who["Letter Tel"], who["P0"]), (by_count, who["P0"], who["Count Tel"]), (by_count, who["P0"], who["P0"])],
        [(acted, who["Notice Tel"]), (acted, who["P1"])],
    )
    known = replace(known, handoffs=(*known.handoffs, (by_count, who["P1"], who["Count Tel"])))  # a place in a call stays
    diagram = of_network([call("a", ["P0", "P1"], "2024-05-01")], "n", NOW, known)
    ids = {node.id: node.name for node in diagram.nodes}
    assert {(ids[k.source], ids[k.target]): (k.attested, k.style, k.weight, k.calls_by_attested) for k in diagram.links} == {
        ("P0", "P1"): (Attested.ONE, "dashed", 1, {"one": 1}),
        ("Letter Tel", "P0"): (Attested.LETTER, "dotted", 0, {"letter": 1}),
        ("P0", "Count Tel"): (Attested.AGGREGATE, "dotted", 0, {"aggregate": 1}),
        ("P0", "P0"): (Attested.AGGREGATE, "dotted", 0, {"aggregate": 1}),
        ("P1", "Count Tel"): (Attested.AGGREGATE, "dotted", 0, {"aggregate": 1}),
    }
    of_name = {node.name: node for node in diagram.nodes}
    assert {name: (node.look.slug, node.weight, facts_of(node)["Position"]) for name, node in of_name.items() if name in ids.values()} == {
        "P0": ("downstream", 1, "0, counted from the called party"), "P1": ("named", 1, "1, counted from the called party"),
        **dict.fromkeys(("Letter Tel", "Count Tel", "Notice Tel"), ("named", 0, "named in no single call")),
    }  # fmt: skip
    assert {name: len(node.evidence) for name, node in of_name.items()} == {
        "P0": 3, "P1": 3, "Letter Tel": 1, "Count Tel": 1, "Notice Tel": 1,
    }  # fmt: skip
    assert of_name["Notice Tel"].evidence[0]["quote"] == acted.quote
    assert diagram.says[1] == "3 providers named in no traced call, only in letters or counts."
    assert dict(diagram.header)["Traced calls"] == "1"
    assert diagram.subtitle.endswith("the called party's side on the right, those named in no single call beside them.")
    rows = {row["provider"]: row for row in diagram.tables["providers"][1]}
    assert {name: (row["calls"], row["position"]) for name, row in rows.items()} == {
        "P0": (1, 0), "P1": (1, 1), "Letter Tel": (0, None), "Count Tel": (0, None), "Notice Tel": (0, None),
    }  # fmt: skip
    handoffs = {(row["provider"], row["received_from"]): row for row in diagram.tables["handoffs"][1]}
    assert [handoffs["Letter Tel", "P0"][each] for each in ("calls", "letter", "aggregate", "first")] == [0, 1, 0, None]
    found = tags(diagram)
    assert [words for words in found.words if words in ("–", "none")] == ["–", "none"] * 3, "no position, in no call"
    assert (found.data["meta"]["attested"]["letter"], found.data["meta"]["attested"]["aggregate"]) == (
        "by a letter only",
        "by a count only",
    )


def test_a_row_that_a_second_letter_repeats_is_the_same_call() -> None:
    paths = [call(f"fcc-1.{n}", ["P0", "P1"], "2024-05-01", ends=Status.NO_RESPONSE) for n in (1, 2)]
    paths += [call(f"fcc-2.{n}", ["P0", "P1"], "2024-05-01", ends=Status.NO_RESPONSE) for n in (1, 2, 3)]
    first = {"fcc-2.1": "fcc-1.1", "fcc-2.2": "fcc-1.2"}

    def drawn(paths: list[CallPath]) -> Diagram:
        sums = NetworkSums()
        for each in paths:
            sums.add(each, first.get(each.incident, each.incident))
        return view.of_network(sums, "n", NOW)

    diagram = drawn(paths)
    assert dict(diagram.header)["Traced calls"] == "3"
    assert [(node.weight, node.statuses) for node in diagram.nodes] == [(3, {"downstream": 3}), (3, {"no-response": 3})]
    [link] = diagram.links
    assert (link.weight, link.calls_by_attested, link.incidents) == (3, {"one": 3}, ["fcc-1.1", "fcc-1.2", "fcc-2.3"])
    assert len(link.evidence) + link.more == 5, "the rows of both are evidence"
    # Where the first letter's rows are not drawn, or less of them, the second's stand for them.
    later = drawn(paths[2:])
    assert ([node.weight for node in later.nodes], later.links[0].weight) == ([3, 3], 3)
    bare = [replace(each, links=(), hops=each.hops[:1]) for each in paths[:2]]
    mixed = drawn([*bare, *paths[2:]])
    assert [(node.weight, node.statuses) for node in mixed.nodes] == [(3, {"downstream": 3}), (3, {"no-response": 3})]
    assert mixed.links[0].calls_by_attested == {"one": 3}


_rows = st.tuples(
    st.integers(0, 3),
    st.sampled_from([None, *Status]),
    st.sampled_from(["2024-05-03", "2024-05-20"]),
    st.sampled_from(["ITG", "an office"]),
)


@settings(max_examples=300)
@given(st.lists(_rows, max_size=9), st.sampled_from(list(LOOKS.values())), st.integers(1, 4))
def test_a_page_shows_the_same_of_passages_as_of_the_claims_themselves(
    rows: list[tuple[int, Status | None, str, str]], shown: Look, most: int
) -> None:
    places = [
        (said(Kind.ASKED, "P", lines=(n, n)).place, f"words of line {n}") for n in (1, 1, 2, 3)
    ]  # two of them equal, no two one object
    claims = []
    for k, state, day, speaker in rows:
        claim = status("P", state, known_at=day, said_by=speaker, quote=places[k][1], inferred=k == 3 and state is Status.OPEN)
        claims.append(replace(claim, place=places[k][0], quote=places[k][1]))
    brief = passages(claims)
    assert len(brief) <= len(claims)
    assert evidence_items(brief, most) == evidence_items(claims, most)
    assert evidence_items(_fitting(brief, shown), most) == evidence_items(_fitting(claims, shown), most)


def test_sums_that_are_brief_are_drawn_as_those_that_hold_every_claim() -> None:
    def drawn(*, brief: bool) -> Diagram:
        sums = NetworkSums(brief=brief)
        for k, each in enumerate([*calls(30), twelve()]):
            sums.add(each, f"call {k}")
        return view.of_network(sums, "n", NOW)

    whole, brief_one = drawn(brief=False), drawn(brief=True)
    assert page(whole) == page(brief_one)
    assert list(whole.claims)
    assert not list(brief_one.claims)
    assert set(whole.tables) - set(brief_one.tables) == {"evidence"}, "a bundle of no claims would say that there are none"


def test_of_a_copy_a_provider_looks_as_it_does_in_the_whole_case_or_withheld() -> None:
    paths = [call("a", ["P0", "P1"], ends=Status.NOT_FOUND), call("b", ["P0", "P2"], ends=Status.ORIGINATING)]
    more = [call(name, ["P0", "P1"], ends=Status.ORIGINATING) for name in ("c", "d")]
    whole = add_up([*paths, *more]).looks()
    assert {key: each.slug for key, each in whole.items()} == {"P0": "downstream", "P1": "originating", "P2": "originating"}
    for known, slug in (
        (None, "not-found"),
        (whole, "withheld"),
        ({**whole, "P1": LOOKS[Status.NOT_FOUND]}, "not-found"),
        ({}, "withheld"),
    ):
        diagram = of_network(paths, "n", NOW, BeyondCalls(looks=known))
        assert {node.name: node.look.slug for node in diagram.nodes} == {"P0": "downstream", "P1": slug, "P2": "originating"}


def test_a_group_says_how_many_of_it_did_not_answer() -> None:
    paths = calls(501)
    diagram = of_network(paths, "n", NOW)
    silent = {each.hops[-1].provider for each in paths if each.hops[-1].status is Status.NO_RESPONSE}
    named = {node.name for node in diagram.nodes}
    told = [facts_of(node).get("Did not answer", "0") for node in diagram.nodes if node.members]
    assert sum(int(words.split()[0]) for words in told) == len(silent - named) > 0
    assert all(re.fullmatch(r"0|\d+ of them, at least one request", words) for words in told)


def test_colours_do_not_tell_a_silence_for_good_from_one_for_now_alone() -> None:
    assert (LOOKS[Status.NO_RESPONSE].shape, NOT_YET.shape, WITHHELD.shape, CONTRADICTED.shape) == ("down", "hourglass", "bar", "cross")
    assert [each.slug for each in ORDER] == [
        "no-response", "not-yet", "contradicted", "not-found", "originating", "point-of-entry", "open", "downstream", "by-count", "named",
        "withheld", "group",
    ]  # fmt: skip


# --- where everything lies -------------------------------------------------------------------------------------------


NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def boxes(laid: Layout) -> list[tuple[int, int]]:
    """The upper left corners of all cards, those of unknown ends too."""
    return [(spot.x, spot.y) for spot in [*laid.spots.values(), *(spot for spot, _ in laid.ghosts.values())]]


def well_laid(diagram: Diagram) -> None:
    layouts = lay(diagram)
    assert layouts == lay(diagram)
    for laid in layouts.values():
        assert laid.spots.keys() == {node.id for node in diagram.nodes}
        assert laid.routes.keys() == {link.id for link in diagram.links}
        assert laid.ghosts.keys() == {before for before, _ in diagram.ghosts}
        for x, y in boxes(laid):
            assert (type(x), type(y)) == (int, int)
            assert 0 <= x <= laid.width - CARD_W
            assert 0 <= y <= laid.height - CARD_H
        for (ax, ay), (bx, by) in combinations(boxes(laid), 2):
            assert abs(ax - bx) >= CARD_W or abs(ay - by) >= CARD_H
        for route in [*laid.routes.values(), *laid.gaps, *(route for _, route in laid.ghosts.values())]:
            for x, y in (route.tip, route.label):
                assert 0 <= x <= laid.width
                assert 0 <= y <= laid.height
            assert all(float(n) == int(n) for n in NUMBER.findall(route.d))


providers = st.integers(0, 12).map(lambda n: f"P{n} Tel")
hand_offs = st.lists(st.tuples(providers, providers), max_size=30)
states = st.dictionaries(providers, st.sampled_from(list(Status)), max_size=8)


@settings(max_examples=80)
@given(hand_offs, states)
@example([("P0 Tel", "P0 Tel")], {})
@example([("P0 Tel", "P1 Tel"), ("P1 Tel", "P0 Tel")], {})
@example([("P0 Tel", "P1 Tel"), ("P2 Tel", "P3 Tel"), ("P4 Tel", "P5 Tel")], {"P5 Tel": Status.OPEN})
def test_no_two_cards_overlap_and_none_lies_outside(pairs: list[tuple[str, str]], ends: dict[str, Status]) -> None:
    diagram = drawn(*(handed(down, up) for down, up in pairs), *(status(name, end) for name, end in ends.items()))
    assert len(diagram.nodes) == len({name for pair in pairs for name in pair} | ends.keys())
    well_laid(diagram)


@pytest.mark.parametrize("hops", [1, 2, 3, 4, 5, 8, 9, 12, 13, 40])
def test_a_chain_reads_from_left_to_right_row_by_row(hops: int) -> None:
    diagram = of_path(call("chain", [f"P{k}" for k in range(hops)], ends=Status.ORIGINATING), [], FACTS)
    well_laid(diagram)
    assert [node.number for node in diagram.nodes] == [str(k) for k in range(hops - 1, -1, -1)]
    wide, small = lay(diagram).values()
    spots = [(spot.y, spot.x) for spot in (wide.spots[node.id] for node in diagram.nodes)]
    assert spots == sorted(spots)
    assert len({x for x, _ in ((x, y) for y, x in spots)}) == min(hops, 4)
    assert len({spot.x for spot in small.spots.values()}) == 1
    assert small.width <= 320
    assert wide.width <= 1040  # of the 1440 of a window, beside the panel, without a zoom


def test_a_path_of_twelve_is_laid_out_with_every_label_in_sight() -> None:
    diagram = drawing_of_twelve()
    well_laid(diagram)
    for laid in lay(diagram).values():
        for link, route in laid.routes.items():
            at_x, at_y = route.label
            assert not [(link, x, y) for x, y in boxes(laid) if x < at_x < x + CARD_W and y < at_y < y + CARD_H]


@pytest.mark.parametrize("many", [1, 2, 60, 300, 501])
def test_a_network_is_laid_in_columns_within_its_frame(many: int) -> None:
    diagram = network(many)
    [laid] = lay(diagram).values()
    assert lay(diagram) == {"wide": laid}
    for spot in laid.spots.values():
        assert {type(n) for n in (spot.x, spot.y, spot.r)} == {int}
        assert spot.r <= spot.x <= laid.width - spot.r
        assert spot.r <= spot.y <= laid.height - spot.r
    of_column: dict[int, set[int]] = {}
    for node in diagram.nodes:
        of_column.setdefault(node.column, set()).add(laid.spots[node.id].x)
    assert all(len(xs) == 1 for xs in of_column.values())
    assert [min(of_column[c]) for c in sorted(of_column, reverse=True)] == sorted(
        min(xs) for xs in of_column.values()
    )  # called party right
    rows = [(laid.spots[node.id].x, laid.spots[node.id].y) for node in diagram.nodes]
    assert len(set(rows)) == len(rows)
    assert laid.routes.keys() == {link.id for link in diagram.links}


def test_line_width_tells_the_calls() -> None:
    paths = [call(f"a{n}", ["A", "B"]) for n in range(9)] + [call("b", ["A", "C"])]
    diagram = of_network(paths, "n", FACTS)
    widths = {link.weight: lay(diagram)["wide"].routes[link.id].width for link in diagram.links}
    assert widths == {9: 9.0, 1: 3.8}


# --- hostile texts -----------------------------------------------------------------------------------------------------


def elements(found: Tags) -> Counter[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes. How many lines a name takes is the text's own affair."""
    return Counter((tag, tuple(sorted(attributes))) for tag, attributes in found.found if tag != "text")


@pytest.fixture(scope="module")
def harmless() -> dict[str, Any]:
    texts = ["Harmless"] * 3
    return {
        kind: (elements(tags(each)), {tuple(sorted(a)) for a in tags(each).named("text")})
        for kind, each in (
            ("path", path_of(texts, "Harmless")),
            ("network", of_network([call("x", ["Harmless", "Other"])], "Harmless", FACTS)),
        )
    }


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_a_hostile_text_is_text_in_every_field_of_a_path(text: str, harmless: dict[str, Any]) -> None:
    html = page(path_of([text] * 3, text))
    found = Tags(html)
    same, texts = harmless["path"]
    assert elements(found) == same
    assert {tuple(sorted(a)) for a in found.named("text")} <= texts
    if set("<>\x00\u202e\u2028\ud800") & set(text):
        assert html.count(text) == page(path_of(["Harmless"] * 3, "Harmless")).count(text)  # a page has its own </style>
    data = found.data
    assert [(node["name"], node.get("raw", node["name"])) for node in data["nodes"]] == [(safe(text, 80), text)] * 3
    for each in (*data["nodes"], *data["links"]):
        for piece in each["evidence"]:
            assert (piece["name"], piece["said_by"]) == (safe(text, 80), safe(text, 80))
    assert data["meta"]["title"] == f"Call path: {safe(text, 80)}{BY_THEN}"
    assert data["meta"]["badge"].startswith(safe(text, 60))
    shown = "".join(found.words)
    if text.strip():
        assert shown.count(safe(text, 80)) >= 3
    html.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_a_hostile_text_is_text_in_every_field_of_a_network(text: str, harmless: dict[str, Any]) -> None:
    html = page(network_of([text, "Other"], text))
    found = Tags(html)
    same, texts = harmless["network"]
    assert set(elements(found)) == {*same, ("option", ("value",))}
    assert {tuple(sorted(a)) for a in found.named("text")} <= texts
    data = found.data
    assert {node["name"] for node in data["nodes"]} == {safe(text, 80), "Other"}
    assert data["meta"]["title"] == safe(text, 160) + BY_THEN
    assert set(data["meta"]["campaigns"]) == ({safe(text, 80), "Other"} if text else {"Other"})
    assert not {"\x00", "\x1b", "\u202e", "\u2066", "\u2028", "\ufeff"} & set(html)
    html.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_a_hostile_text_is_text_in_the_figure(text: str) -> None:
    import xml.etree.ElementTree as ET

    for diagram in (path_of([text] * 3, text), network_of([text, "Other"], text)):
        root = ET.fromstring(svg_file(diagram))  # well-formed, or no viewer opens it
        assert {each.tag.rpartition("}")[2] for each in root.iter()} <= {"svg", "title", "style", "rect", "text", "path", "g"}
        assert not [name for each in root.iter() for name in each.attrib if name.startswith("on") or "href" in name]


def test_stock_pyvis_lets_such_a_text_out() -> None:
    """The test bites: the same comparison fails on the page that pyvis itself writes."""
    from pyvis.network import Network

    found = []
    for text in ("Harmless", f"</title><script>{RAN}</script>"):
        stock = Network(directed=True, heading=text)
        stock.add_node("a", label=text, title=text)
        found.append(elements(Tags(stock.generate_html())))
    assert found[1] - found[0] == {("script", ()): 2}


@pytest.mark.parametrize("there", [True, False])
def test_a_page_needs_no_ipython(there: bool) -> None:
    """The image has none. Where there is one, pyvis gets it when it asks for it, not before, and nothing stands in for it afterwards."""
    absent = """
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "IPython":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
"""
    code = f"""
import sys
{"" if there else absent}
from tests.drawn import drawing_of_twelve
from tracer.view import page
assert "<title>" in page(drawing_of_twelve())
import pyvis.network
print("IPython" in sys.modules)
try:
    print(type(pyvis.network.IFrame("page.html", 1, 1)).__module__)
except ModuleNotFoundError as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment())
    frame = "IPython.lib.display" if there else "IPython"
    assert (ran.returncode, ran.stdout) == (0, f"False\n{frame}\n"), ran.stderr


# --- the browser for the tests of pages --------------------------------------------------------------------------------


def test_what_is_missing_for_a_browser_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    from tests.browser import Lacking, programs

    monkeypatch.setattr(
        shutil, "which", lambda name, path=None: "/somewhere/chromium" if name == "google-chrome" and path is None else None
    )
    with pytest.raises(Lacking, match=r"^No chromedriver on PATH \(Debian: apt install chromium chromium-driver\)\.$"):
        programs()

    def there(*names: str) -> None:
        monkeypatch.setattr(shutil, "which", lambda name, **_: f"/there/{name}" if name in names else None)

    there("google-chrome")
    with pytest.raises(Lacking, match=r"^No chromedriver on PATH \(Debian: apt install chromium chromium-driver\)\.$"):
        programs()
    there()
    with pytest.raises(Lacking, match=r"^No Chromium or Chrome and chromedriver on PATH "):
        programs()
    there("google-chrome", "chromedriver")
    assert programs() == ("/there/google-chrome", "/there/chromedriver")


def test_a_page_and_neo4j_show_a_provider_alike() -> None:
    assert [*LOOKS] == list(MOST_TELLING_FIRST)
    assert [ORDER.index(LOOKS[status]) for status in MOST_TELLING_FIRST] == [0, 3, 4, 5, 6, 7]
