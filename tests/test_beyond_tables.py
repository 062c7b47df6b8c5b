"""What letters say beyond their tables, in a case: what follows from it, and that no path, status or flag does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import story
from tests.cases import Desk, chain, hop_list
from tests.places import EXAMPLES, SPECIMENS
from tests.test_dossier import QUILLON, SALTMARSH, action, call, drawn
from tracer.model import Claim, Kind

# --- what letters say beyond their tables --------------------------------------------------------------------------


def test_findings_notices_and_terms_change_no_path_and_no_flag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case with what letters say beyond their tables, against the same case without it."""
    from tracer.loaders import ag_notice, fcc_letter, ftc_letter
    from tracer.loaders.letters import beyond

    papers = [
        EXAMPLES / "ag_notice.txt",
        EXAMPLES / "fcc_letter.txt",
        *sorted(SPECIMENS.glob("*_letter.txt")),
        SPECIMENS / "final_notice.txt",
    ]

    def asked(desk: Desk) -> list[object]:
        desk.load(*papers)
        incidents = desk.ask("incidents")
        paths = [desk.ask("trace", row["incident"]) for row in incidents]
        shown = [{key: path[key] for key in ("hops", "links", "ends", "entry", "call")} for path in paths]
        return [incidents, shown, desk.ask("flags")]

    whole = Desk(tmp_path / "whole")
    with_it = asked(whole)
    assert {row["kind"] for row in whole.ask("evidence")} >= {"found", "told", "term"}

    def identities(*given: object) -> Iterator[Claim]:
        return (claim for claim in beyond.beyond(*given) if claim.kind == Kind.IDENTIFIED)  # type: ignore[arg-type]

    for loader in (ag_notice, fcc_letter, ftc_letter):
        monkeypatch.setattr(loader, "beyond", identities)
    bare = Desk(tmp_path / "bare")
    without = asked(bare)
    assert not {row["kind"] for row in bare.ask("evidence")} & {"found", "told", "term"}
    assert with_it == without


def test_a_mention_of_the_same_day_takes_no_deadline_away(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    own = story.notice(tmp_path / "own.txt", provider="Quillon Gateway Ltd.")  # the notice that the other one's footnote tells of
    desk.load(own, story.notice(tmp_path / "other.txt"))
    [its] = [row for row in desk.ask("due", "--as-of", "2024-09-04") if row["action"] == "ag-2024-09-03-quillon-gateway"]
    assert (its["clock"], its["due_computed"]) == ("ag.reply", "2024-09-24")


@pytest.mark.parametrize(("at", "exposed"), [("2024-05-01", []), ("2024-12-31", []), ("2025-01-01", ["a"])])
def test_calls_after_an_action_of_which_only_the_year_is_known(at: str, exposed: list[str]) -> None:
    order = action("2025-08-07", "fcc-2024-quillon", valid_at="2024")
    found = drawn(call("a", at, SALTMARSH, QUILLON), actions=[order])
    assert [incident for one in found.exposure for incident in one.incidents] == exposed


def test_who_was_told_of_an_action_stands_beside_the_calls_it_took_afterwards(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "case")
    later = hop_list(tmp_path / "list.csv", *chain("20417", "Marrowstone Tel", "Brightwater Dialing", call_at="2025-03-01"))
    desk.load(EXAMPLES / "ag_notice.txt", SPECIMENS / "downstream_letter.txt", later)
    told = desk.ask("provider", "Brightwater Dialing")
    [exposed] = [one for one in told["exposure"] if one["action"] == "ag-2024-09-03-brightwater-dialing"]
    assert (exposed["provider"], exposed["told_at"], exposed["told_how"]) == ("Marrowstone Tel", "2025-01-14", "named")
    assert [(one["provider"], one["how"]) for one in told["informed"]] == [("Marrowstone Tel", "named")]
    assert [one["certainty"] for one in desk.ask("provider", "Marrowstone Tel")["findings"]] == ["determined"]
    text = desk.run("provider", "Brightwater Dialing").out
    assert "told of it on 2025-01-14 (named)" in text
    assert "2025-01-14 named: Marrowstone Tel, of ag-2024-09-03-brightwater-dialing" in " ".join(text.split())
