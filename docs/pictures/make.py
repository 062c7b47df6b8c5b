"""Makes the pictures of README.md, docs/views.md and docs/serve.md anew: `make pictures`. Needs Chromium; everything shown is invented."""

from __future__ import annotations

import base64
import csv
import io
import os
import random
import subprocess
import tempfile
import zipfile
from pathlib import Path

from PIL import Image  # reportlab and fpdf2 bring it

from tests.browser import Browser, opened
from tests.cases import COMMAND, started

HERE = Path(__file__).parent
COLUMNS = ("incident", "provider", "received_from", "status", "asked_at", "call_at", "campaign", "noted_on")
FIRST = "Alder Ash Birch Cedar Elder Hazel Holly Larch Maple Rowan Spruce Willow".split()
LAST = ("Mobile", "Tandem", "Wholesale", "Gateway", "Dialing")
SILENT = "return JSON.parse(document.getElementById('data').textContent).nodes.find(n => n.status === 'no-response').id"


def write_list(path: Path) -> None:
    """Three hundred calls through five layers of twelve providers each, the first of each layer busier than the last."""
    layers = [[f"{first} {last}" for first in FIRST] for last in LAST]
    chance = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for call in range(300):
            day = f"2024-{1 + call // 100:02d}-{1 + call % 28:02d}"
            path_ = [layer[min(int(chance.expovariate(0.3)), len(layer) - 1)] for layer in layers]
            end = "no-response" if path_[-1].startswith(("Birch", "Larch")) else "originating"
            for down, up in zip(path_, [*path_[1:], ""], strict=True):
                said = "downstream" if up else end
                campaign = ("Parcel-Notice", "Warranty-Live")[call % 2]
                writer.writerow(dict(zip(COLUMNS, (call, down, up, said, f"{day}T10:00:00Z", day, campaign, day), strict=True)))


def tracer(*arguments: object) -> None:
    fixed = {**os.environ, "SOURCE_DATE_EPOCH": "1718452800"}  # so that a figure changes only where what it shows does
    subprocess.run([*COMMAND, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL, env=fixed)


def picture(browser: Browser, name: str) -> None:
    """What the browser shows, in 256 colours, rare ones too, so that the file is a third as large."""
    taken = Image.open(io.BytesIO(base64.b64decode(browser.cdp("Page.captureScreenshot", format="png")["data"])))
    taken.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(HERE / name, optimize=True)


def of_serve(case: Path, browser: Browser) -> None:
    """The overview that `tracer serve` shows."""
    with started("--case", case, "serve", "--port", "0") as serving:
        assert serving.stdout
        browser.visit(serving.stdout.readline().strip(), (1100, 760))
        browser.wait("return document.readyState === 'complete'")
        picture(browser, "serve.png")
        serving.terminate()


def of_readme(case: Path, folder: Path) -> None:
    """The figure of a path, as the bundle has it: drawn, so that it is small and sharp."""
    tracer("--case", case, "trace", "20417", "--bundle", folder / "path.zip")
    with zipfile.ZipFile(folder / "path.zip") as bundle:
        HERE.joinpath("path.svg").write_bytes(bundle.read("figure.svg"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, opened(hosts=("127.0.0.1",)) as browser:
        here = Path(folder)
        tracer("demo", here / "demo")
        of_readme(here / "demo", here)
        of_serve(here / "demo", browser)
        browser.open(here / "demo" / "itg-20417.html")
        picture(browser, "path.png")
        browser.open(here / "demo" / "itg-20417.html", dark=True)
        browser.js("tracerPage.select(arguments[0])", browser.js(SILENT))
        picture(browser, "evidence.png")
        write_list(here / "list.csv")
        tracer("--case", here / "many", "load", here / "list.csv")
        tracer("--case", here / "many", "network", "--html", here / "network.html")
        browser.open(here / "network.html")
        picture(browser, "network.png")


if __name__ == "__main__":
    main()
