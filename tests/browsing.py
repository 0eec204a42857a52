"""A real Chromium and a real Jupyter server, for the tests of what people see."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import matplotlib
from conftest import skip_or_fail
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

SECONDS = 60  # at most; each wait ends as soon as its condition holds
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # pages ask for MathJax and fonts of other hosts; nothing but the test's own server can be reached
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


@contextlib.contextmanager
def chromium(profile: Path) -> Iterator[webdriver.Chrome]:
    """A Chromium without a past."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not driver:
        skip_or_fail(
            "chromium and chromedriver were not found; install Debian's chromium and chromium-driver"
        )
    options = webdriver.ChromeOptions()
    options.binary_location = str(binary)
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=Service(driver))
    browser.set_page_load_timeout(SECONDS)
    browser.set_script_timeout(SECONDS)
    try:
        yield browser
    finally:
        browser.quit()


@contextlib.contextmanager
def jupyter(root: Path, home: Path, environment: Mapping[str, str], *options: str) -> Iterator[str]:
    """A Jupyter server on a folder, with a home of its own: address of a page, by way of the login."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    own = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    own["MPLCONFIGDIR"] = matplotlib.get_cachedir()  # looking for all fonts again takes seconds
    log = (home / "log").open("w+")
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"),
            *("--ServerApp.port_retries=0", f"--ServerApp.port={port}"),
            *(f"--ServerApp.root_dir={root}", f"--IdentityProvider.token={token}"),
            *options,
        ],
        cwd=root,
        env={**environment, **own, "HOME": str(home)},
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert server.poll() is None, (home / "log").read_text()
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=5):
                return True
        except OSError:
            return False

    try:
        WebDriverWait(answers, SECONDS).until(lambda check: check())
        yield f"{address}/login?token={token}&next=/{{page}}"
    finally:
        server.terminate()
        server.wait()
        log.close()


class _Wait(WebDriverWait[webdriver.Chrome]):
    """Tells what the page shows where something does not come."""

    def until(self, method: Callable[[webdriver.Chrome], Any], message: str = "") -> Any:
        try:
            return super().until(method, message)
        except TimeoutException as error:
            text = self._driver.find_element(By.TAG_NAME, "body").text
            raise TimeoutException(f"{message} {self._driver.current_url} shows\n{text[:2000]}") from error


def wait(browser: webdriver.Chrome) -> _Wait:
    # a page may replace an element between finding it and looking at it
    return _Wait(browser, SECONDS, ignored_exceptions=[StaleElementReferenceException])


def open_page(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    wait(browser).until(lambda page: page.execute_script("return document.readyState") == "complete")


def resize(browser: webdriver.Chrome, width: int, height: int) -> None:
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
