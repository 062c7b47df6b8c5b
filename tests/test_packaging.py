"""What is installed is what the source tree holds: every loader registered, every query and specimen shipped.

In an editable install both are the same folders; `.ci/run` runs these tests beside an installed wheel, where they are not.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import distributions, entry_points, metadata, packages_distributions, requires, version
from importlib.resources import files
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SPECIMENS = (".txt", ".csv", ".eml")


def _named(folder: Path, *suffixes: str) -> set[str]:
    return {file.name for file in folder.iterdir() if file.suffix in suffixes}


def _installed(package: str, *suffixes: str) -> set[str]:
    return {file.name for file in files(package).iterdir() if file.name.endswith(suffixes)}


def test_every_loader_is_registered(source_tree: Path) -> None:
    there = {name.removesuffix(".py") for name in _named(source_tree / "loaders", ".py")} - {"__init__"}
    registered = {point.name: point.value for point in entry_points(group="tracer.loaders")}
    assert registered == {name: f"tracer.loaders.{name}" for name in there}, (
        "The loaders registered are not those in loaders/. Each needs its line in pyproject.toml under "
        '[project.entry-points."tracer.loaders"], and a new line takes effect with a new `pip install -e .`'
    )


def test_every_registered_loader_can_be_used() -> None:
    points = entry_points(group="tracer.loaders")
    assert points
    for point in points:
        loader = point.load()
        assert callable(loader.recognise), point.name
        assert callable(loader.load), point.name
        assert isinstance(loader.VERSION, int), point.name
        title = (loader.__doc__ or "").strip().partition("\n")[0]
        assert title.endswith("."), f"{point.name}: its docstring's first line is its title in `tracer loaders`"


@pytest.mark.skipif("TRACER_TEST_SOURCE" not in os.environ, reason="TRACER_TEST_SOURCE is not set: no wheel is being tested")
def test_it_is_the_wheel_that_is_tested(source_tree: Path) -> None:
    for package in ("tracer", "tracer.loaders", "tracer.cypher", "tracer.examples"):
        assert not Path(str(files(package))).resolve().is_relative_to(source_tree.resolve()), package


def test_every_query_is_shipped(source_tree: Path) -> None:
    there = _named(source_tree / "cypher", ".cypher")
    assert there
    assert _installed("tracer.cypher", ".cypher") == there


def test_every_specimen_is_shipped(source_tree: Path) -> None:
    there = _named(source_tree / "examples", *SPECIMENS)
    assert there
    assert _installed("tracer.examples", *SPECIMENS) == there
    shipped_as_is = {file.name for file in (source_tree / "examples").iterdir() if file.is_file() and file.suffix not in {".py", ".pyc"}}
    assert shipped_as_is == there, "package-data in pyproject.toml names no such suffix"


def test_every_file_is_shipped_byte_for_byte(source_tree: Path) -> None:
    """So what all tests found of the source tree holds for the wheel. A new kind of data file must be named in pyproject.toml too."""
    for folder, package in (("tracer", "tracer"), *((name, f"tracer.{name}") for name in ("loaders", "cypher", "examples"))):
        every = [file.relative_to(source_tree / folder) for file in source_tree.joinpath(folder).rglob("*") if file.is_file()]
        there = [file for file in every if "__pycache__" not in file.parts and not file.name.startswith(".")]
        missing = [file for file in there if not files(package).joinpath(*file.parts).is_file()]
        assert not missing
        differing = [
            file for file in there if files(package).joinpath(*file.parts).read_bytes() != (source_tree / folder / file).read_bytes()
        ]
        assert not differing
        assert there
    assert files("tracer").joinpath("py.typed").is_file()


def test_every_package_is_named(source_tree: Path) -> None:
    """An editable install finds a new package by itself; a wheel has only those that pyproject.toml names."""
    settings = tomllib.loads((source_tree / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    files = source_tree.joinpath("tracer").rglob("__init__.py")
    wings = source_tree.joinpath("loaders").rglob("__init__.py")
    there = {".".join(file.parent.relative_to(source_tree).parts) for file in files}
    there |= {".".join(("tracer", *file.parent.relative_to(source_tree).parts)) for file in wings}
    assert set(settings["packages"]) == there | set(settings["package-dir"])


def test_the_licence_is_shipped_as_it_stands(source_tree: Path) -> None:
    shipped = [found.read_text("licenses/LICENSE") for found in distributions(name="calltracer")]
    assert source_tree.joinpath("LICENSE").read_text(encoding="utf-8") in shipped
    assert {found.metadata["License-Expression"] for found in distributions(name="calltracer")} == {"MIT"}


@pytest.mark.parametrize("command", ["tracer", "calltracer"])
def test_the_commands_are_there_and_say_their_version(command: str) -> None:
    script = shutil.which(command, path=sysconfig.get_path("scripts"))
    assert script, f"`{command}` is not installed"
    ran = subprocess.run([script, "--version"], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert version("calltracer") in ran.stdout.split()


EXTRAS = {
    "frames.py": "pandas",
    "ogm.py": "py2neo",
    "outlook.py": "outlook",
    "signatures.py": "stir",
    "capture.py": "pcap",
    "app.py": "serve",
    "guard.py": "serve",
    "serve.py": "serve",
    "as_docx.py": "report",
    "stamp.py": "stamp",
    "tables.py": "xlsx",
}  # the modules that only an extra of that name makes work


def test_every_library_imported_is_required() -> None:
    """What an import needs is asked for by name, not got by chance through something else."""
    needed = {Requirement(line) for line in requires("calltracer") or []}
    asked_for = {canonicalize_name(each.name) for each in needed if not each.marker or each.marker.evaluate({"extra": ""})}
    by_extra = {
        extra: {canonicalize_name(e.name) for e in needed if e.marker and e.marker.evaluate({"extra": extra})} for extra in EXTRAS.values()
    }
    of_import = packages_distributions()
    missing = set()
    for package in ("tracer", "tracer.loaders"):
        for file in Path(str(files(package))).rglob("*.py"):
            for name in _imports(file):
                if name not in sys.stdlib_module_names and name != "tracer":
                    known_as = {canonicalize_name(each) for each in of_import.get(name, [name])}
                    if not known_as & (asked_for | by_extra.get(EXTRAS.get(file.name, ""), set())):
                        missing.add(f"{file.name} imports {name}")
    assert not missing, "pyproject.toml does not ask for it"


def _imports(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_importing_it_is_quick() -> None:
    """Every command pays for what `import tracer` brings: no driver, no page, no reader of PDFs."""
    code = "import sys, tracer; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"neo4j", "kglite", "pyvis", "pypdf", "rich", "click", "phonenumbers", "pandas", "py2neo"} & set(ran.stdout.split())


# --- as a package index shows it -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def described() -> str:
    """The long description, as it is in what was built or installed."""
    return str(metadata("calltracer").json["description"])


def test_the_readme_of_the_package_leads_nowhere_that_is_not_there(described: str, source_tree: Path) -> None:
    readme = source_tree.joinpath("README.md").read_text(encoding="utf-8")
    assert metadata("calltracer")["Description-Content-Type"] == "text/markdown"
    prose = re.sub(r"^```.*?^```$", "", described, flags=re.M | re.S)
    assert [link for link in re.findall(r"\]\(([^)]*)\)", prose) if not link.startswith("https://")] == []
    assert "![" not in prose
    assert "docs/cli.md" in prose, "named all the same"
    code = re.findall(r"^```.*?^```$", readme, re.M | re.S)
    assert re.findall(r"^```.*?^```$", described, re.M | re.S) == code
    words = [re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", line) for line in readme.splitlines() if not line.startswith("![")]
    assert [line for line in words if line.strip()] == [line for line in described.splitlines() if line.strip()]


def test_a_package_index_can_show_it(described: str) -> None:
    from readme_renderer import markdown

    shown = markdown.render(described)
    assert shown
    assert "<h1" in shown
    assert "<table>" in shown
    assert "<img" not in shown


def test_the_citation_is_of_this_version(source_tree: Path) -> None:
    import yaml

    cited = yaml.safe_load(source_tree.joinpath("CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads(source_tree.joinpath("pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (cited["cff-version"], cited["title"], cited["license"]) == ("1.2.0", project["name"], project["license"])
    assert (cited["version"], cited["abstract"]) == (project["version"], project["description"])
    assert {"message", "authors"} <= set(cited)


def test_what_runs_before_a_commit_fetches_nothing(source_tree: Path) -> None:
    import yaml

    repositories = yaml.safe_load(source_tree.joinpath(".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert [each["repo"] for each in repositories] == ["local"]
    assert {hook["language"] for hook in repositories[0]["hooks"]} == {"system"}
