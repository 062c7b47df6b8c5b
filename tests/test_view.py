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
from dataclasses import replace
from importlib.resources import files
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.cases import Desk, environment, run
from tests.drawn import (
    FACTS,
    HOSTILE,
    RAN,
    TWELVE,
    Tags,
    call,
    calls,
    drawing_of_twelve,
    network,
    network_of,
    path_of,
)  # fmt: skip
from tests.rows import asked, handed, path, status
from tracer.model import Status
from tracer.path import MOST_TELLING_FIRST, CallPath
from tracer.render.plain import safe
from tracer.view import Drawing, alone, of_network, of_path, page
from tracer.view.layout import CARD_H, CARD_W, Layout, lay
from tracer.view.look import LEGEND, LOOKS

VIS = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"  # vis-network 9.1.2 as pyvis 0.3.2 brings it


def drawn(*rows: Any) -> Drawing:
    return of_path(path(*rows), [], FACTS)


def tags(drawing: Drawing) -> Tags:
    return Tags(page(drawing))


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
from tracer.view import alone, page
for drawing in (drawing_of_twelve(), network(501), network_of(HOSTILE, "n")):
    for text in (page(drawing), alone(drawing)):
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
        for drawing in (drawing_of_twelve(), network(501), network_of(HOSTILE, "n"))
        for text in (page(drawing), alone(drawing))
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
    for said in (
        "Call path: itg-20417", "itg-20417", "2024-05-01 16:27 UTC", "+1 202 555 0143", "2024-06-19", "2024-06-20 08:15 UTC by calltracer 9.9.9"
    ):  # fmt: skip
        assert said in words, said
    [badge] = [word for word in words if word.startswith("Copy for partners")]
    assert re.fullmatch(r"Copy for partners · withheld: 2 numbers, 1 person? · holds documents marked confidential", badge)
    plain = replace(FACTS, copy=None, withheld=(), marks=())
    assert "Not redacted" in tags(of_path(path(asked("Fernwick Voice")), [], plain)).words
    nothing = replace(FACTS, withheld=(), marks=())
    assert "Copy for partners · nothing withheld" in tags(of_path(path(asked("Fernwick Voice")), [], nothing)).words


def test_the_legend_stands_in_page_and_figure_by_shape_and_word() -> None:
    rows = [status(f"P{k}", each) for k, each in enumerate(LOOKS)]
    drawing = drawn(*rows, handed("Q0", "Q1"))
    found = tags(drawing)
    for _, words in LEGEND:
        assert found.words.count(words) >= 2, words
        assert words in alone(drawing)
    assert [(each.word, n) for each, n in drawing.counts] == [
        ("Did not answer", 1), ("Did not find the call", 1), ("Originating", 1), ("Point of entry", 1), ("Open", 1), ("Passed it on", 1),
        ("No status stated", 2),
    ]  # fmt: skip
    looks = found.data["meta"]["looks"]
    assert len({each["shape"] for each in looks.values()}) == len({each["colour"] for each in looks.values()}) == len(looks) == 8
    figure = Tags(alone(drawing)).words
    for each, n in drawing.counts:
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
    for name in ("page.js", "figure.css"):
        assert re.search(r"0\.75\)|stroke-opacity:\.75", files("tracer.view").joinpath(name).read_text("utf-8"))


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_every_provider_and_hand_off_of_a_path_with_its_evidence() -> None:
    drawing = drawing_of_twelve()
    data = tags(drawing).data
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
    }
    [silent] = [node for node in data["nodes"] if node["name"] == "Brightwater Dialing"]
    assert silent["small"] == ["asked 2024-05-13 14:03 UTC", "did not answer by 2024-05-20"]
    kept = [row for hop in drawing.rows for row in [hop] if row["provider"] == "Brightwater Dialing" and row["side"] == "hop"]
    assert [(e["name"], e["lines"], e["quote"], e["said_by"], e["known_at"]) for e in silent["evidence"]] == [
        (row["name"], [row["line_from"], row["line_to"]], row["quote"], "Fernwick Voice", row["known_at"]) for row in kept
    ]
    assert [e.get("part") for e in silent["evidence"]] == [None, 4]
    assert data["meta"]["says"] == [
        "The trail ends at Brightwater Dialing: did not answer by 2024-05-20.",
        "Doubtful, and kept as it stands: Alder Voice names Saltmarsh Telecom, which stands before it.",
    ]
    assert all(link["evidence"] for link in data["links"])


def test_the_table_has_a_row_for_every_node() -> None:
    for draw in DRAWINGS.values():
        found = tags(draw())
        assert [each["data-node"] for each in found.named("tr") if "data-node" in each] == [node["id"] for node in found.data["nodes"]]


def test_an_end_that_is_not_known_is_drawn_and_is_no_node() -> None:
    drawing = drawn(handed("Fernwick Voice", "Orchid Transit"))
    found = tags(drawing)
    assert [node["name"] for node in found.data["nodes"]] == ["Orchid Transit", "Fernwick Voice"]
    assert [len(laid["ghosts"]) for laid in found.data["meta"]["layouts"].values()] == [1, 1]
    assert drawing.ghosts == [("n0", "not stated")]
    assert found.words.count("Upstream not known") == 1
    assert found.data["meta"]["says"] == ["The trail ends at Orchid Transit: named, but not asked in the loaded documents."]
    for ended in (Status.ORIGINATING, Status.POINT_OF_ENTRY):
        known = drawn(handed("Fernwick Voice", "Orchid Transit"), status("Orchid Transit", ended))
        assert known.ghosts == []
        assert "Upstream not known" not in page(known)[-10_000:] + alone(known)
    for ended, words in ((Status.NO_RESPONSE, "not stated: no answer"), (Status.NOT_FOUND, "not stated: call not found")):
        assert drawn(status("Orchid Transit", ended)).ghosts == [("n0", words)]


def test_what_no_document_joins_is_drawn_apart() -> None:
    drawing = drawn(handed("Larkspur", "Beacon"), handed("Orchid", "Saltmarsh"), status("Saltmarsh", Status.ORIGINATING))
    assert drawing.gaps == [("n1", "n2")]
    assert [len(laid.gaps) for laid in lay(drawing).values()] == [1, 1]
    assert "1 gap: no document joins the providers on both sides." in drawing.says
    assert "no document" in alone(drawing)


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
    for drawing in (of_path(same, [], FACTS), of_network([same], "n", FACTS)):
        assert [node["name"] for node in tags(drawing).data["nodes"]].count("Same Name Inc") == 2


def test_parallel_calls_are_counted_and_named() -> None:
    paths = [call(f"itg-00{n}", ["Fernwick Voice", "Orchid Transit"], f"2024-05-0{n}", f"Campaign {n % 2}") for n in range(1, 8)]
    paths.append(call("back", ["Orchid Transit", "Fernwick Voice"]))
    data = tags(of_network(paths, "n", FACTS)).data
    by_name = {node["name"]: node for node in data["nodes"]}
    assert {name: node["weight"] for name, node in by_name.items()} == {"Fernwick Voice": 8, "Orchid Transit": 8}
    links = {(link["from"], link["to"]): link for link in data["links"]}
    down, up = by_name["Fernwick Voice"]["id"], by_name["Orchid Transit"]["id"]
    assert {ends: (link["weight"], link["how"], link["incidents"]) for ends, link in links.items()} == {
        (down, up): (7, {"one": 7}, [f"itg-00{n}" for n in range(1, 8)]),
        (up, down): (1, {"one": 1}, ["back"]),
    }
    assert [links[down, up][each] for each in ("first", "last", "campaigns")] == ["2024-05-01T10:00:00Z", "2024-05-07T10:00:00Z", [0, 1]]
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
    data = tags(of_network(paths, "n", FACTS)).data
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
        "167 traced calls: a sample, and no share of anybody's traffic.",
    ]
    position = {node["name"]: dict(node["facts"])["Position"] for node in data["nodes"] if node["name"] in named}
    for place in set(position.values()):  # the busiest of each column
        its = [name for name in named if position[name] == place]
        assert len(its) <= 11
    assert ["Providers", f"501 (grouped: {len(data['nodes'])} shown)"] in data["meta"]["header"]


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


# --- where everything lies -------------------------------------------------------------------------------------------


NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def boxes(laid: Layout) -> list[tuple[int, int]]:
    """The upper left corners of all cards, those of unknown ends too."""
    return [(spot.x, spot.y) for spot in [*laid.spots.values(), *(spot for spot, _ in laid.ghosts.values())]]


def well_laid(drawing: Drawing) -> None:
    layouts = lay(drawing)
    assert layouts == lay(drawing)
    for laid in layouts.values():
        assert laid.spots.keys() == {node.id for node in drawing.nodes}
        assert laid.routes.keys() == {link.id for link in drawing.links}
        assert laid.ghosts.keys() == {before for before, _ in drawing.ghosts}
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
    drawing = drawn(*(handed(down, up) for down, up in pairs), *(status(name, end) for name, end in ends.items()))
    assert len(drawing.nodes) == len({name for pair in pairs for name in pair} | ends.keys())
    well_laid(drawing)


@pytest.mark.parametrize("hops", [1, 2, 3, 4, 5, 8, 9, 12, 13, 40])
def test_a_chain_reads_from_left_to_right_row_by_row(hops: int) -> None:
    drawing = of_path(call("chain", [f"P{k}" for k in range(hops)], ends=Status.ORIGINATING), [], FACTS)
    well_laid(drawing)
    assert [node.number for node in drawing.nodes] == [str(k) for k in range(hops - 1, -1, -1)]
    wide, small = lay(drawing).values()
    spots = [(spot.y, spot.x) for spot in (wide.spots[node.id] for node in drawing.nodes)]
    assert spots == sorted(spots)
    assert len({x for x, _ in ((x, y) for y, x in spots)}) == min(hops, 4)
    assert len({spot.x for spot in small.spots.values()}) == 1
    assert small.width <= 320
    assert wide.width <= 1040  # of the 1440 of a window, beside the panel, without a zoom


def test_a_path_of_twelve_is_laid_out_with_every_label_in_sight() -> None:
    drawing = drawing_of_twelve()
    well_laid(drawing)
    for laid in lay(drawing).values():
        for link, route in laid.routes.items():
            at_x, at_y = route.label
            assert not [(link, x, y) for x, y in boxes(laid) if x < at_x < x + CARD_W and y < at_y < y + CARD_H]


@pytest.mark.parametrize("many", [1, 2, 60, 300, 501])
def test_a_network_is_laid_in_columns_within_its_frame(many: int) -> None:
    drawing = network(many)
    [laid] = lay(drawing).values()
    assert lay(drawing) == {"wide": laid}
    for spot in laid.spots.values():
        assert {type(n) for n in (spot.x, spot.y, spot.r)} == {int}
        assert spot.r <= spot.x <= laid.width - spot.r
        assert spot.r <= spot.y <= laid.height - spot.r
    of_column: dict[int, set[int]] = {}
    for node in drawing.nodes:
        of_column.setdefault(node.column, set()).add(laid.spots[node.id].x)
    assert all(len(xs) == 1 for xs in of_column.values())
    assert [min(of_column[c]) for c in sorted(of_column, reverse=True)] == sorted(
        min(xs) for xs in of_column.values()
    )  # called party right
    rows = [(laid.spots[node.id].x, laid.spots[node.id].y) for node in drawing.nodes]
    assert len(set(rows)) == len(rows)
    assert laid.routes.keys() == {link.id for link in drawing.links}


def test_line_width_tells_the_calls() -> None:
    paths = [call(f"a{n}", ["A", "B"]) for n in range(9)] + [call("b", ["A", "C"])]
    drawing = of_network(paths, "n", FACTS)
    widths = {link.weight: lay(drawing)["wide"].routes[link.id].width for link in drawing.links}
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
    assert data["meta"]["title"] == f"Call path: {safe(text, 80)}"
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
    assert data["meta"]["title"] in (safe(text, 80), safe(text, 200))
    assert set(data["meta"]["campaigns"]) == ({safe(text, 80), "Other"} if text else {"Other"})
    assert not {"\x00", "\x1b", "\u202e", "\u2066", "\u2028", "\ufeff"} & set(html)
    html.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_a_hostile_text_is_text_in_the_figure(text: str) -> None:
    import xml.etree.ElementTree as ET

    for drawing in (path_of([text] * 3, text), network_of([text, "Other"], text)):
        root = ET.fromstring(alone(drawing))  # well-formed, or no viewer opens it
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
