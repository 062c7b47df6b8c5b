"""requirements/: locked by hash, of licences that may be used, and what is known of them told as it is."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import audit, images, licences
from tests.licences import Used, pins

LOCKS = ("build.txt", "dev.txt", "image.txt", "supply.txt", "uv.txt")


@pytest.fixture(scope="module", params=LOCKS)
def lock(request: pytest.FixtureRequest, source_tree: Path) -> str:
    return source_tree.joinpath("requirements", request.param).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pyproject(source_tree: Path) -> dict[str, Any]:
    return tomllib.loads(source_tree.joinpath("pyproject.toml").read_text(encoding="utf-8"))


# --- the locks -----------------------------------------------------------------------------------------------------


def test_those_are_the_locks(source_tree: Path) -> None:
    assert sorted(file.name for file in source_tree.joinpath("requirements").iterdir()) == list(LOCKS)


def unlocked(lock: str) -> list[str]:
    """What a file asks for without one version and a hash of it."""
    asked_for = re.split(r"^(?=\S)", re.sub(r"^ *#.*\n", "", lock, flags=re.M), flags=re.M)[1:]
    one = re.compile(r"[\w.-]+==[\w.]+( ; [^\\\n]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+")
    return [each for each in asked_for if not one.fullmatch(each)]


def test_every_library_has_one_version_and_its_hashes(lock: str) -> None:
    assert unlocked(lock) == []


@pytest.mark.parametrize(
    "line",
    [
        "rich>=13 \\\n    --hash=sha256:" + "0" * 64,
        "rich==15.0.0",
        "rich==15.0.0 \\\n    --hash=md5:" + "0" * 32,
        "-e .",
        "rich @ file:///rich.whl",
    ],
)
def test_one_without_is_noticed(line: str) -> None:
    assert unlocked(f"# made by a tool\n{line}\n    # via nobody\n") == [f"{line}\n"]


def test_a_lock_names_no_index(lock: str) -> None:
    """Where they are fetched from is the matter of whoever fetches; the hashes say whether it is the same."""
    assert "://" not in lock
    assert not re.search(r"^-|--(index|extra-index|find-links|trusted-host)", lock, re.M)


def asked(pyproject: dict[str, Any], *extras: str, groups: tuple[str, ...] = ()) -> list[Requirement]:
    project = pyproject["project"]
    lines = [line for extra in extras for line in (project["dependencies"] if extra == "" else project["optional-dependencies"][extra])]
    return [Requirement(line) for line in (*lines, *(line for group in groups for line in pyproject["dependency-groups"][group]))]


def lacking(needed: list[Requirement], lock: str) -> list[str]:
    """The requirements that no pin of it fulfils."""
    there = pins(lock)
    return [
        str(each)
        for each in needed
        if not any(each.specifier.contains(str(pin.specifier)[2:]) for pin in there.get(canonicalize_name(each.name), ()))
    ]


def test_the_locks_hold_what_pyproject_asks_for(pyproject: dict[str, Any]) -> None:
    """After a change there: `make lock`."""
    assert lacking(asked(pyproject, "", "dev", groups=("build",)), "dev.txt") == []
    assert lacking(asked(pyproject, "", "fast"), "image.txt") == []
    for group in ("build", "supply", "uv"):
        assert lacking(asked(pyproject, groups=(group,)), f"{group}.txt") == []
    assert pyproject["build-system"]["requires"] == pyproject["dependency-groups"]["build"]


def test_a_lock_that_is_behind_is_noticed() -> None:
    needed = [Requirement("rich>=99"), Requirement("nosuchlibrary"), Requirement("Jinja2>=3")]
    assert lacking(needed, "image.txt") == ["rich>=99", "nosuchlibrary"]


def test_what_is_tested_is_what_the_image_holds() -> None:
    image, build, dev = (
        {name: {str(pin.specifier) for pin in pinned} for name, pinned in pins(lock).items()}
        for lock in ("image.txt", "build.txt", "dev.txt")
    )
    assert {name for name in image if image[name] != dev.get(name)} == {"neo4j-rust-ext"}
    assert build.items() <= dev.items()


def test_the_image_goes_without_ipython_and_what_only_it_wants() -> None:
    image = pins("image.txt")
    assert "pyvis" in image
    assert not {"ipython", "jedi", "prompt-toolkit", "traitlets", "pexpect"} & {*image}
    assert "ipython" in pins("dev.txt"), "or this looks for a name that nobody uses"


# --- base images ---------------------------------------------------------------------------------------------------


@pytest.fixture
def two_files(tmp_path: Path, source_tree: Path) -> Path:
    for name in images.SLOTS:
        text = source_tree.joinpath(name).read_text(encoding="utf-8")
        tmp_path.joinpath(name).write_text(re.sub(r"@sha256:[0-9a-f]{64}(?=}|$)", "", text, flags=re.M), encoding="utf-8")
    return tmp_path


def test_an_image_by_its_tag_alone_does_not_pass_a_release(two_files: Path) -> None:
    assert images.unpinned(two_files) == [
        "Dockerfile: python:3.13-slim has no digest",
        "docker-compose.yml: neo4j:5.26-community has no digest",
        "docker-compose.yml: python:3.13-slim has no digest",
    ]


def test_with_their_digests_they_do(two_files: Path) -> None:
    digests = {"python:3.13-slim": "sha256:" + "1" * 64, "neo4j:5.26-community": "sha256:" + "2" * 64}
    written = images.pin(two_files, lambda tag: digests[tag])
    assert written == [f"{tag}@{digest}" for tag, digest in digests.items()]
    assert images.unpinned(two_files) == []
    assert f"ARG PYTHON=python:3.13-slim@{digests['python:3.13-slim']}\n" in (two_files / "Dockerfile").read_text("utf-8")
    newer = dict.fromkeys(digests, "sha256:" + "3" * 64)
    assert images.pin(two_files, lambda tag: newer[tag]) == [f"{tag}@{digest}" for tag, digest in newer.items()], (
        "and again, with newer ones"
    )
    assert "1" * 64 not in (two_files / "Dockerfile").read_text("utf-8")


def test_what_no_registry_told_is_not_made_up(two_files: Path) -> None:
    before = {file: file.read_bytes() for file in two_files.iterdir()}
    for told in ("", "latest", "sha256:short"):
        with pytest.raises(ValueError, match="is no digest of"):
            images.pin(two_files, lambda tag, told=told: told if tag.startswith("neo4j") else "sha256:" + "1" * 64)  # type: ignore[misc]
    assert {file: file.read_bytes() for file in two_files.iterdir()} == before


# --- licences ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "may"),
    [
        ("MIT", True), ("Apache-2.0 OR BSD-3-Clause", True), ("Apache-2.0 AND Python-2.0", True), ("GPL-3.0-only OR MIT", True), ("(MIT AND ISC) OR Zlib", True),
        ("GPL-3.0-only", False), ("MIT AND GPL-2.0-or-later", False), ("AGPL-3.0-only OR LGPL-3.0-only", False), ("UNKNOWN", False), ("", False), ("mit", False),
    ],
)  # fmt: skip
def test_a_licence_may_be_used_or_not(stated: str, may: bool) -> None:
    assert licences.allowed(stated) is may


def test_weak_copyleft_is_for_tests_alone_and_by_name() -> None:
    assert licences.refused(Used("fpdf2", "2", shipped=False), "LGPL-3.0-only") is None
    assert licences.refused(Used("fpdf2", "2", shipped=True), "LGPL-3.0-only")
    assert licences.refused(Used("fpdf2", "2", shipped=False), "GPL-3.0-only")
    said = licences.refused(Used("other", "2", shipped=False), "LGPL-3.0-only")
    assert said == "other 2: LGPL-3.0-only, which is not among those that may be used (tests/licences.py)"
    assert all(why for _, why in licences.FOR_TESTS.values())
    assert not {*licences.FOR_TESTS} & {*pins("image.txt")}


def test_a_licence_is_read_from_what_the_package_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from email.message import Message

    def said(**fields: str) -> str:
        message = Message()
        for name, value in fields.items():
            message[name.replace("_", "-")] = value
        monkeypatch.setattr(licences, "metadata", lambda _: message)
        return licences.licence("some-library")

    assert said(License_Expression="MIT", License="GPL") == "MIT"
    assert said(License="see file", Classifier="License :: OSI Approved :: ISC License (ISCL)") == "ISC"
    assert said(License="Apache License, Version 2.0\n\nlong text") == "Apache-2.0"
    assert said(License="GPLv3") == "GPLv3"
    assert said() == ""


def test_the_licences_of_this_environment_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Whether all may be used, CI asks of what is locked (`make licences`): here other versions may be installed."""
    licences.main()
    told = {line.split()[0] for line in capsys.readouterr().out.splitlines()}
    assert {"kglite", "neo4j", "pytest", "fpdf2", "neo4j-rust-ext"} <= told
    assert {each.name for each in licences.used() if each.shipped} <= {*pins("image.txt")}


# --- what is known of them -----------------------------------------------------------------------------------------


def report(**library: Any) -> str:
    return json.dumps({"dependencies": [{"name": "rich", "version": "15", **library}, {"name": "click", "version": "8", "vulns": []}]})


def test_a_known_vulnerability_fails() -> None:
    result = audit.judged(report(vulns=[{"id": "PYSEC-1", "fix_versions": ["16", "17"]}, {"id": "PYSEC-2", "fix_versions": []}]), "")
    assert result.failed
    assert result.says.splitlines()[1:] == ["rich 15: PYSEC-1 (mended in 16, 17)", "rich 15: PYSEC-2 (mended in no version yet)"]
    assert audit.judged(report(vulns=[]), "") == audit.Judged(False, "2 libraries looked up, none known to be vulnerable", True)


def test_what_was_not_looked_up_is_never_called_sound() -> None:
    result = audit.judged(report(skip_reason="not found"), "")
    assert result == audit.Judged(False, "NOT AUDITED: 1 of 2 libraries: nothing is told of them here", False)
    both = json.dumps(
        {"dependencies": [{"name": "a", "skip_reason": "x"}, {"name": "b", "version": "1", "vulns": [{"id": "V", "fix_versions": []}]}]}
    )
    assert audit.judged(both, "").failed, "a part not looked up hides no finding"


@pytest.mark.parametrize(
    ("last", "failed"),
    [
        ("requests.exceptions.ConnectionError: HTTPSConnectionPool(host='index.example', port=443)", False),
        ("ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed", False),
        ("ERROR:pip_audit._cli:requirement rich does not contain a hash", True),
        ("ModuleNotFoundError: No module named 'pip_audit'", True),
    ],
)
def test_no_network_fails_nothing_and_all_else_does(last: str, failed: bool) -> None:
    result = audit.judged(None, f"Traceback (most recent call last):\n  ...\n{last}\n")
    assert (result.failed, result.whole) == (failed, False)
    assert result.says.startswith("pip-audit failed: " if failed else "NOT AUDITED: the Python package index does not answer")


def test_where_nothing_is_told_of_one_nobody_is_asked_for_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked_for = tmp_path / "asked"
    program = tmp_path / "pip-audit"

    def answers(library: str) -> int:
        asked_for.unlink(missing_ok=True)
        program.write_text(
            f"""#!/bin/sh
            echo "$@" >> '{asked_for}'
            for word; do case "$word" in --output=*) echo '{{"dependencies": [{library}]}}' > "${{word#--output=}}";; esac; done
            """,
            encoding="utf-8",
        )
        program.chmod(0o700)
        monkeypatch.setattr("sys.argv", ["audit", str(program)])
        return audit.main()

    assert answers('{"name": "setuptools", "skip_reason": "no"}') == 0
    assert len(asked_for.read_text().splitlines()) == 1
    assert capsys.readouterr().out.startswith("NOT AUDITED")
    assert answers('{"name": "setuptools", "version": "84", "vulns": []}') == 0
    first, second = asked_for.read_text().splitlines()
    assert "dev.txt" not in first
    assert all(lock in second for lock in LOCKS)
    assert capsys.readouterr().out == "1 libraries looked up, none known to be vulnerable\n"
    assert answers('{"name": "setuptools", "version": "84", "vulns": [{"id": "V", "fix_versions": []}]}') == 1
