"""Man pages made from the help: one for each command, with all its options, and nothing that a formatter stumbles over."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import click
import pytest

from tests.test_docs import paths
from tracer.cli import tracer


@pytest.fixture(scope="module")
def maker(source_tree: Path) -> ModuleType:
    spec = spec_from_file_location("make_man", source_tree / "docs" / "man" / "make.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages(maker: ModuleType) -> dict[str, str]:
    made: dict[str, str] = maker.pages()
    return made


def test_each_command_has_its_page(pages: dict[str, str]) -> None:
    commands = {f"tracer-{name.replace(' ', '-')}.1": command for name, command in paths(tracer)}
    assert set(pages) == {"tracer.1", "tracer-names.1", *commands}
    for name, command in commands.items():
        shown = [option for param in command.params if isinstance(param, click.Option) and not param.hidden for option in param.opts]
        assert all(option.replace("-", r"\-") in pages[name] for option in shown), name
        assert ".SH EXAMPLES\n.nf\ntracer " in pages[name], name
        assert re.search(r"^\.SH SYNOPSIS\n\\fBtracer ", pages[name], re.M)
    assert all(
        f"\\fB{name.removesuffix('.1').replace('-', chr(92) + '-')}\\fR(1)" in pages["tracer.1"]
        for name in commands
        if name.count("-") == 1
    )


def test_no_word_of_a_help_is_a_request(maker: ModuleType) -> None:
    assert maker._text(".TH it's a \\-b `c`") == r"\&.TH it\(aqs a \e\-b \(gac\(ga"


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff")
def test_a_formatter_has_nothing_to_say(pages: dict[str, str], tmp_path: Path) -> None:
    for name, text in pages.items():
        ran = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-rF0"], input=text.encode(), capture_output=True, check=False)
        assert (ran.returncode, ran.stderr) == (0, b""), name
    shown = re.sub(r"\x1b\[[0-9;]*m|.\x08", "", ran.stdout.decode())
    assert "NAME" in shown


def test_they_are_written_where_is_said(source_tree: Path, tmp_path: Path, pages: dict[str, str]) -> None:
    (tmp_path / "tracer-gone.1").write_text("of an older version", "utf-8")
    ran = subprocess.run([sys.executable, "-m", "docs.man.make", tmp_path], cwd=source_tree, capture_output=True, text=True, check=False)
    assert (ran.stderr, ran.stdout) == ("", f"{len(pages)} man pages written to {tmp_path}\n")
    assert {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()} == pages
