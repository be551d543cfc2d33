"""Somebody at the keyboard of a browser: keys are pressed and nothing else is, and wherever one stands must be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page, TimeoutError

__all__ = ["Hands", "Stop"]

_STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const label = at.labels && at.labels.length ? at.labels[0] : at;
  return {
    tag: at.tagName.toLowerCase(), type: at.type || "", name: at.name || "", value: at.value || "",
    text: (label.innerText || at.getAttribute("aria-label") || "").trim(),
    checked: Boolean(at.checked),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    on_screen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""
_MOST = 200


@dataclass(frozen=True)
class Stop:
    """Where one stands: an element, what it says, and whether that one stands there is seen."""

    tag: str
    type: str
    name: str
    value: str
    text: str
    checked: bool
    outlined: bool
    on_screen: bool


@dataclass
class Hands:
    """Two hands at the keyboard before a page."""

    page: Page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def read(self) -> str:
        """Return what stands in the content of the page."""
        return self.page.locator("main").inner_text()

    def reads(self, *texts: str) -> None:
        """Hold the page to saying something."""
        said = self.read()
        for text in texts:
            assert text in said, f"{text!r} isn't said by: {said}"

    def tab(self, back: bool = False) -> Stop | None:
        """Go on to the next place, or back to the one before; None where that is the browser's own."""
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        found = self.page.evaluate(_STOP)
        if found is None:
            return None
        stop = Stop(**found)
        assert stop.outlined, f"that one stands here isn't seen: {stop}"
        assert stop.on_screen, f"where one stands isn't on the screen: {stop}"
        return stop

    def to(self, text: str, back: bool = False) -> None:
        """Go on (or back) to a link or button that says something."""
        for _ in range(_MOST):
            stop = self.tab(back)
            if stop and stop.tag in ("a", "button", "summary") and text in stop.text:
                return
        raise AssertionError(f"no key leads to {text!r}")

    def follow(self, text: str, address: str, back: bool = False) -> None:
        """Go to a link or button and press it; it leads to an address (a pattern)."""
        self.to(text, back)
        self.press("Enter")
        self.arrived(address)

    def enter(self, entry: str, address: str) -> None:
        """Go to a page by its entry in the navigation, which stands before whatever one reads."""
        self.follow(entry, address, back=bool(self.page.evaluate("document.activeElement !== document.body")))

    def arrived(self, address: str) -> None:
        """Wait for a page that comes in the place of another: one stands at its heading."""
        try:
            self.page.wait_for_url(address)
            self.page.wait_for_selector("h1:focus")
        except TimeoutError:
            raise AssertionError(f"{address} didn't come; {self.page.url} says: {self.read()}") from None

    def fill(self, fields: Mapping[str, str | Sequence[str]], button: str) -> None:
        """Go through a form field by field, fill in what is named, and press a button at its end. Of boxes and choices the
        values are named."""
        left, before = dict(fields), ""
        for _ in range(_MOST):
            stop = self.tab()
            if stop is None or (stop.name and stop.name == before and stop.type.startswith("date")):
                continue  # dates have several places
            before = stop.name
            if stop.tag == "button" and stop.type == "submit" and stop.text.startswith(button) and not left:
                self.press("Enter")
                return
            if stop.name in fields and stop.name:
                left.pop(stop.name, None)
                wanted = fields[stop.name]
                self._fill(stop, [wanted] if isinstance(wanted, str) else list(wanted))
        raise AssertionError(f"no key leads to {button!r}, or to {sorted(left)}")

    def _fill(self, stop: Stop, wanted: list[str]) -> None:
        if stop.type == "checkbox":
            if (stop.value in wanted) is not stop.checked:
                self.press("Space")
        elif stop.type == "radio":
            self._choose(stop, wanted[0])
        elif stop.tag == "select":
            steps = self.page.evaluate(
                "wanted => { const at = document.activeElement;"
                " return [...at.options].findIndex((one) => one.value === wanted) - at.selectedIndex; }",
                wanted[0],
            )
            self.press(*["ArrowDown" if steps > 0 else "ArrowUp"] * abs(steps))
        elif stop.type in ("date", "datetime-local"):
            self._date(wanted[0])
        else:
            self.page.keyboard.type(wanted[0])
        if stop.type not in ("checkbox", "radio"):
            value = self.page.evaluate("document.activeElement.value")
            assert value == wanted[0], f"{stop.name} holds {value!r}, not {wanted[0]!r}"

    def _choose(self, stop: Stop, wanted: str) -> None:
        if stop.value == wanted and not stop.checked:
            self.press("Space")
        for _ in range(20):
            value, checked = self.page.evaluate(
                "[document.activeElement.value, document.activeElement.checked]"
            )
            if value == wanted and checked:
                return
            self.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {wanted!r}")

    def _date(self, wanted: str) -> None:
        # The browser asks for its parts in the order of its own language: here month, day, year, hour, minute, half of the day.
        day, _, hour = wanted.partition("T")
        year, month, date = day.split("-")
        self.press(*month, *date, *year)
        if hour:
            hours, minutes = hour.split(":")
            self.press(
                "ArrowRight", *f"{int(hours) % 12 or 12:02}", *minutes, "p" if int(hours) >= 12 else "a"
            )
