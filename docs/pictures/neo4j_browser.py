"""Makes the pictures of docs/neo4j-browser.md anew: `make pictures`. Needs Chromium, and Maven with a JDK; everything shown is invented."""

from __future__ import annotations

import tempfile
from pathlib import Path

from docs.pictures.make import picture
from tests.browser import opened
from tests.cases import Desk, specimens
from tests.neo4j_browser import Neo4jBrowser
from tests.neo4j_server import from_maven

SIZE = (1000, 660)
BANNER = "return [...document.querySelectorAll('span')].find(span => span.textContent.startsWith('To help make'))"


def settled(page: Neo4jBrowser, name: str) -> None:
    page.settled()
    picture(page.browser, name)


def press(page: Neo4jBrowser, label: str) -> None:
    """A button of the newest frame, by its label."""
    frame = page.browser.driver.find_element("css selector", "[data-testid=frame]")
    frame.find_element("css selector", f"button[title='{label}'], button[aria-label='{label}']").click()


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        from_maven(False, http_port=0) as server,
        opened(hosts=("127.0.0.1",)) as browser,
    ):
        here = Path(folder)
        desk = Desk(here / "case", server.uri)
        with specimens() as paths:
            desk.load(*paths)
        link = desk.run("browser", "20417", "--out", here, "--browser", server.browser).out.strip()
        page = Neo4jBrowser(browser)
        browser.visit(link, SIZE)
        page.connected()
        browser.driver.find_element("css selector", "[data-testid=editor-discard]").click()
        page.wait(BANNER, "Browser says nothing of what it collects")
        browser.js(f"{BANNER}.nextElementSibling.click()".removeprefix("return "))
        page.drop("favourites.zip", here.joinpath("favourites.zip").read_bytes())
        page.show_favourites()
        page.click("00 Colours and captions")
        page.click("01 Set the parameters")
        page.click("10 Draw a call's path")
        press(page, "Collapse the node properties display")
        press(page, "zoom-to-fit")
        settled(page, "neo4j-favourites.png")
        for name, file in (
            ("11 Draw its evidence", "evidence"),
            ("13 Draw who did not answer", "silent"),
            ("14 Draw the network", "network"),
        ):
            page.click(name)
            press(page, "Fullscreen")
            press(page, "zoom-to-fit")
            settled(page, f"neo4j-{file}.png")
            press(page, "Close fullscreen")


if __name__ == "__main__":
    main()
