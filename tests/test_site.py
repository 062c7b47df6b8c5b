"""The pages of docs/ as a site: all of them, each link of them, and nothing of anybody else's."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser import Browser


@pytest.fixture(scope="module")
def site(source_tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `make site` makes it: what mkdocs warns of, a link that leads nowhere too, ends it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    made = subprocess.run(
        command, cwd=source_tree, capture_output=True, text=True, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )
    assert made.returncode == 0, made.stderr
    return folder


def test_every_page_of_the_docs_is_in_the_site(site: Path, source_tree: Path) -> None:
    pages = {file.stem for file in source_tree.joinpath("docs").glob("*.md")} | {"index", "CHANGELOG", "CONTRIBUTING", "SECURITY", "404"}
    assert {file.stem for file in site.glob("*.html")} == pages
    assert not [file for file in site.rglob("*") if file.suffix in {".py", ".ipynb"}]
    cli = site.joinpath("cli.html").read_text(encoding="utf-8")
    assert 'href="serve.html"' in cli
    front = site.joinpath("index.html").read_text(encoding="utf-8")
    assert 'src="docs/' not in front
    assert 'src="pictures/path.svg"' in front
    for page in source_tree.joinpath("docs").glob("*.md"):
        prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        made = site.joinpath(f"{page.stem}.html").read_text(encoding="utf-8")
        assert len(re.findall(r"<h[1-6] id=", made)) == len(re.findall(r"^#+ ", prose, re.M)), f"{page.name}: a heading is none there"


def test_a_link_that_leads_nowhere_is_noticed(source_tree: Path, tmp_path: Path) -> None:
    for name in ("docs", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "mkdocs.yml"):
        there = source_tree / name
        shutil.copytree(there, tmp_path / name) if there.is_dir() else shutil.copy(there, tmp_path / name)
    with tmp_path.joinpath("docs", "flags.md").open("a", encoding="utf-8") as page:
        page.write("\n[no such](cli.md#no-such)\n")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 1
    assert "cli.md#no-such" in made.stderr


def test_the_site_asks_nobody_for_anything(site: Path, browser: Browser) -> None:
    for name in ("index", "cli", "serve"):
        browser.visit(site.joinpath(f"{name}.html").as_uri())
        browser.wait("return document.readyState === 'complete'")
        assert browser.js("return document.querySelectorAll('h1').length") == 1
        assert {urlsplit(url).scheme for url in browser.requests()} <= {"file", "data"}
