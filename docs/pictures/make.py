"""Makes the pictures of the README: the sandbox's queue and its first pair, as a reviewer sees them.

.venv/bin/python docs/pictures/make.py
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
TRACING = Path(sys.executable).with_name("tracing")
ACCOUNT = re.compile(r"│ reviewer\s+│ (\S+) │")


def main() -> None:
    """Start a sandbox, look at it, stop it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        # Started as root the database runs as another account, which must be able to enter.
        Path(folder).chmod(0o755)
        words = [TRACING, "serve", "--sandbox", "--port", str(port)]
        environment = {**os.environ, "TRACING_DATA_DIR": f"{folder}/data"}
        serving = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603
        assert serving.stdout is not None
        password = ""
        try:
            for line in serving.stdout:
                if found := ACCOUNT.search(line):
                    password = found[1]
                if "Ctrl-C ends it" in line:
                    break
            _look(f"http://127.0.0.1:{port}", password)
        finally:
            serving.terminate()
            serving.wait()


def _look(address: str, password: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(base_url=address, locale="es", viewport={"width": 1200, "height": 860})
        page.goto("/sign-in")
        page.fill("[name=login]", "reviewer")
        page.fill("[name=password]", password)
        page.click("main button")
        page.wait_for_url("**/start")
        page.goto("/queue")
        page.screenshot(path=HERE / "queue.png")
        page.keyboard.press("n")
        page.wait_for_url("**/pairs/**")
        while page.locator("[data-key=r]").count():
            _reveal(page)
        page.locator("#evidence").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('evidence').scrollIntoView()")
        page.screenshot(path=HERE / "pair.png")
        browser.close()


def _reveal(page: Page) -> None:
    page.evaluate("document.getElementById('page').dataset.before = 'yes'")
    page.keyboard.press("r")
    page.locator("#page:not([data-before])").wait_for()


if __name__ == "__main__":
    main()
