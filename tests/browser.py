"""A real browser for the tests of pages: headless Chromium through selenium, which can reach no host, watched in all it does."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DRIVERS = ("chromedriver", "chromium-driver", "chromium.chromedriver")
PLACES = ("/usr/lib/chromium", "/usr/lib/chromium-browser", "/usr/lib64/chromium-browser", "/opt/google/chrome", "/snap/bin")
SIZE = (1440, 900)


class Lacking(Exception):
    """There is no browser, or none that starts."""


def programs() -> tuple[str, str]:
    """Where Chromium and its driver are, by PATH and in the usual places."""
    found = [
        next((at for name in names for at in (shutil.which(name), *(shutil.which(name, path=place) for place in PLACES)) if at), None)
        for names in (NAMES, DRIVERS)
    ]
    browser, driver = found
    if browser is None or driver is None:
        lacking = " and ".join(what for what, at in (("Chromium or Chrome", browser), ("chromedriver", driver)) if at is None)
        raise Lacking(f"No {lacking} on PATH (Debian: apt install chromium chromium-driver).")
    return browser, driver


class Browser:
    """One browser. Whatever `open` opens is watched from before its first byte."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver
        self.url = ""
        self._scripts: list[str] = []

    def open(
        self, page: Path, size: tuple[int, int] = SIZE, *, dark: bool = False, still: bool = False, before: str = "", ready: bool = True
    ) -> float | None:
        """The milliseconds in `data-ready`. `before`: script that runs in the page before all others."""
        self.visit(page.resolve().as_uri(), size, dark=dark, still=still, before=before)
        return self.ready() if ready else None

    def visit(self, url: str, size: tuple[int, int] = SIZE, *, dark: bool = False, still: bool = False, before: str = "") -> None:
        while self._scripts:
            self.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=self._scripts.pop())
        if before:
            self._scripts.append(self.cdp("Page.addScriptToEvaluateOnNewDocument", source=before)["identifier"])
        self.resize(size)
        self.appear(dark=dark, still=still)
        for log in ("browser", "performance"):
            self.driver.get_log(log)  # of the page before
        self.url = url
        self.driver.get(url)

    def ready(self, limit: float = 60) -> float | None:
        end = time.monotonic() + limit
        while time.monotonic() < end:
            found = self.js("return document.documentElement.dataset.ready || null")
            if found is not None:
                return float(found)
            time.sleep(0.02)
        return None

    def resize(self, size: tuple[int, int]) -> None:
        self.cdp("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1], deviceScaleFactor=1, mobile=False)

    def appear(self, *, dark: bool = False, still: bool = False) -> None:
        features = {"prefers-color-scheme": "dark" if dark else "light", "prefers-reduced-motion": "reduce" if still else "no-preference"}
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": name, "value": value} for name, value in features.items()])

    def cdp(self, command: str, **parameters: Any) -> Any:
        return self.driver.execute_cdp_cmd(command, parameters)

    def js(self, script: str, *arguments: Any) -> Any:
        return self.driver.execute_script(script, *arguments)

    def text(self, id_: str) -> str:
        """All text of an element, as it is in the page."""
        return str(self.js("return document.getElementById(arguments[0]).textContent", id_))

    def keys(self, *keys: str) -> None:
        """Typed on the keyboard, wherever the focus is."""
        ActionChains(self.driver, duration=0).send_keys(*keys).perform()

    def focus(self) -> str:
        return str(self.js("return document.activeElement ? document.activeElement.id : ''"))

    def click(self, id_: str, right: float = 0, down: float = 0) -> None:
        """With the mouse, so far from the middle of an element."""
        element = self.driver.find_element("id", id_)
        self.js("arguments[0].scrollIntoView({block: 'center'})", element)
        ActionChains(self.driver, duration=0).move_to_element_with_offset(element, round(right), round(down)).click().perform()

    def double_click(self, id_: str, right: float = 0, down: float = 0) -> None:
        """As a browser is told of one, however long it takes to deal with the first click (the driver would make it two clicks)."""
        element = self.driver.find_element("id", id_)
        self.js("arguments[0].scrollIntoView({block: 'center'})", element)
        at = self.js("var b = arguments[0].getBoundingClientRect(); return [b.left + b.width / 2, b.top + b.height / 2]", element)
        place = {"x": round(at[0] + right), "y": round(at[1] + down)}
        for nth in (1, 2):
            for what in ("mousePressed", "mouseReleased"):
                self.cdp("Input.dispatchMouseEvent", type=what, button="left", clickCount=nth, **place)

    def wait(self, script: str, limit: float = 5) -> Any:
        """What the script returns, once that is something."""
        end = time.monotonic() + limit
        while not (found := self.js(script)) and time.monotonic() < end:
            time.sleep(0.02)
        return found

    def requests(self) -> list[str]:
        """Every request since `open`, but that for the page itself."""
        found = self.log()
        asked = [each["params"]["request"]["url"] for each in found if each["method"] == "Network.requestWillBeSent"]
        asked += [each["params"]["url"] for each in found if each["method"] in ("Network.webSocketCreated", "Network.webTransportCreated")]
        if self.url in asked:
            asked.remove(self.url)
        return [url for url in asked if not _of_chromium(url)]

    def log(self) -> list[Any]:
        """What it did on the network since `open`, event by event."""
        return [json.loads(line["message"])["message"] for line in self.driver.get_log("performance")]

    def messages(self) -> list[str]:
        """Whatever stands in the console since `open`."""
        return [line["message"] for line in self.driver.get_log("browser")]


def _of_chromium(url: str) -> bool:
    """Whether it is the icon that Chromium itself puts into a field for a date: it lies in the browser, and no page asks for it."""
    head, _, held = url.partition(";base64,")
    return head == "data:image/svg+xml" and b'fill="WindowText"' in base64.b64decode(held)


@contextlib.contextmanager
def opened(*, javascript: bool = True, downloads: Path | None = None, hosts: Sequence[str] = ()) -> Iterator[Browser]:
    """`hosts`: what it can reach all the same, as a server on this machine."""
    browser, driver = programs()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = browser
        # What a page asks for is seen and reaches nobody else.
        rules = ", ".join(["MAP * ~NOTFOUND", *(f"EXCLUDE {host}" for host in hosts)])
        for argument in (*_ARGUMENTS, f"--host-resolver-rules={rules}", f"--user-data-dir={profile}"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        preferences: dict[str, Any] = {
            **({} if javascript else {"profile.managed_default_content_settings.javascript": 2}),
            **({"download.default_directory": str(downloads), "download.prompt_for_download": False} if downloads else {}),
        }
        options.add_experimental_option("prefs", preferences)
        try:
            started = webdriver.Chrome(options=options, service=Service(driver))
        except WebDriverException as error:
            raise Lacking(f"{browser} does not start by way of {driver}: {(error.msg or '').splitlines()[0]}") from None
        try:
            started.set_page_load_timeout(60)
            started.set_script_timeout(60)
            yield Browser(started)
        finally:
            started.quit()


_ARGUMENTS: Sequence[str] = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
    "--hide-scrollbars",
    f"--window-size={SIZE[0]},{SIZE[1]}",
    "--no-proxy-server",
)
