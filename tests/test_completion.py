"""What shells offer while a command is typed: words of the case, and nothing that a shell would run."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cases import COMMAND, Desk, environment, hop_list, specimens
from tests.story import LETTER

HOSTILE = [
    "Alder $(touch run) Voice",
    "Alder `touch run`",
    "Alder;touch run",
    "Alder *",
    "Alder\nVoice",
    "Alder\x1b[31m",
    "Alder\u202e",
    'Alder "q"',
    "Alder \\ x",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("typed") / "case")
    rows = [{"incident": str(7000 + n), "provider": name, "status": "open"} for n, name in enumerate([*HOSTILE, "Alder & Sons, LLC"])]
    with specimens() as paths:
        desk.load(*paths, hop_list(desk.folder.parent / "hostile.csv", *rows))
    return desk


def offered(desk: Desk, *typed: str, shell: str = "zsh") -> list[str]:
    """What is offered for the last word."""
    words = ["tracer", "--case", str(desk.folder), *typed]
    told = environment(_TRACER_COMPLETE=f"{shell}_complete", COMP_WORDS=" ".join(words), COMP_CWORD=str(len(words) - 1))
    ran = subprocess.run(COMMAND, env=told, capture_output=True, text=True, check=False, timeout=60)
    assert (ran.stderr, "Traceback" in ran.stdout) == ("", False)
    return ran.stdout.splitlines()[1::3] if shell == "zsh" else [line.partition(",")[2] for line in ran.stdout.splitlines()]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (["trace", "204"], ["20417"]),
        (["trace", "itg-205"], ["itg-20533", "itg-20534", "itg-20560"]),
        (["trace", "fcc"], [*(f"{LETTER}.{n}" for n in range(1, 9)), LETTER]),
        (["browser", "204"], ["20417"]),
        (["provider", "qui"], ["Quillon Gateway Ltd.", "quillongateway.example"]),
        (["due", "--provider", "brigh"], ["Brightwater Dialing", "brightwaterdialing.example"]),
        (["names", "same", "hol"], ["Hollin Outreach", "Hollin Outreach / HO Contact"]),
        (["forget", "fcc"], ["fcc_letter.txt"]),
        (["evidence", "ho"], ["HO Contact", "Hollin Outreach", "Hollin Outreach / HO Contact", "hop_list.csv", "hostile.csv"]),
        (["query", "wal"], ["walk"]),
        (["flags", "--rule", "rep"], ["repeat"]),
        (["flags", "--sort", "c"], ["count"]),
        (["load", "--as", "hop"], ["hop_list"]),
        (["evidence", "--kind", "ask"], ["asked"]),
        (["incidents", "--status", "dis"], ["disputed"]),
        (["statu"], ["status"]),
    ],
)  # fmt: skip
def test_words_of_the_case(typed: list[str], words: list[str], desk: Desk) -> None:
    assert sorted(offered(desk, *typed)) == sorted(words)


def test_where_the_case_is_named_after_the_command_or_is_none(desk: Desk, tmp_path: Path) -> None:
    nowhere = Desk(tmp_path / "none")
    assert offered(nowhere, "trace", "204") == []
    assert offered(nowhere, "trace", "--case", str(desk.folder), "204") == ["20417"]
    assert not nowhere.folder.exists()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "store.sqlite").write_bytes(b"no store")
    assert offered(Desk(tmp_path / "bad"), "trace", "204") == []
    assert offered(nowhere, "--db", "bolt://127.0.0.1:9", "trace", "204") == []


def test_nothing_that_steers_a_terminal_or_a_shell_is_offered(desk: Desk) -> None:
    assert offered(desk, "provider", "alder") == ["Alder & Sons, LLC"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
def test_bash_puts_it_on_the_line_as_one_word_and_runs_nothing(desk: Desk, tmp_path: Path) -> None:
    at = tmp_path / "tracer"
    at.write_text(f"#!/bin/sh\nexec {shlex.quote(COMMAND[0])} -c '{COMMAND[2]}' \"$@\"\n", "utf-8")
    at.chmod(0o755)
    script = f"""
    eval "$(_TRACER_COMPLETE=bash_source tracer)"
    COMP_WORDS=(tracer --case '{desk.folder}' provider Al) COMP_CWORD=4 COMPREPLY=()
    _tracer_completion tracer
    printf '%s\\n' "${{COMPREPLY[@]}}"
    eval "printf '<%s>' ${{COMPREPLY[0]}}"
    """
    told = environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    ran = subprocess.run(["bash", "-c", script], env=told, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [r"Alder\ \&\ Sons,\ LLC", "<Alder & Sons, LLC>"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tracer"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish")
def test_fish_offers_a_name_that_holds_a_comma_whole(desk: Desk, tmp_path: Path) -> None:
    at = tmp_path / "tracer"
    at.write_text(f"#!/bin/sh\nexec {COMMAND[0]} -c '{COMMAND[2]}' \"$@\"\n", "utf-8")
    at.chmod(0o755)
    script = f"_TRACER_COMPLETE=fish_source tracer | source; complete --do-complete 'tracer --case {desk.folder} provider Al'"
    told = environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}", HOME=str(tmp_path))
    ran = subprocess.run(
        ["fish", "--no-config", "-c", script], env=told, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert (ran.stderr, ran.stdout.splitlines()) == ("", ["Alder & Sons, LLC"])


def test_the_script_for_fish_cuts_a_line_at_its_first_comma_alone() -> None:
    """Where there is no fish to try it."""
    ran = subprocess.run(COMMAND, env=environment(_TRACER_COMPLETE="fish_source"), capture_output=True, text=True, check=False, timeout=60)
    assert (ran.stdout.count('string split --max 1 "," $completion'), ran.stdout.count('string split ","')) == (1, 0)
