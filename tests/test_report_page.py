"""``git session report --html``: one file that works by itself, for whoever reads it how."""

from __future__ import annotations

import json
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from story import begin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Repo

pytest.importorskip("matplotlib", reason="the extra `report` is not installed")

KEPT = ".sessions/views/report.html"
EVIL = (
    "<script>document.title='broken'</script>",
    "<img src=x onerror=document.title='broken'>",
    "[here](javascript:document.title='broken') $x^$ \\frac{",
    '"><svg onload=document.title="broken">',
    "</style></script><!-- ",
)


def told(repo: Repo) -> None:
    """A repository whose texts would like to be more than text."""
    repo.git("remote", "add", "origin", "https://alice:secret@github.com/alice/shop.git")
    begin(repo, "--name", "first", "--goal", "Fix it", "--tag", "auth")
    for at, text in enumerate(EVIL):
        repo.tell(f"2026-01-15T13:{32 + at}:00+01:00")
        words = ("--rationale", text, "--context", "long " * 60)
        repo.session("log", "--decision", f"{text} number {at}", *words)
        repo.session("log", "--blocker", f"{text} blocks", "--waiting-on", text)
    repo.session("log", "--decision", "Use a mutex", "--rationale", "two writers tear the ledger")
    repo.commit("Fix <b>it</b>", {"a.py": "1\n"})
    repo.tell("2026-01-16T10:00:00+01:00")


class Seen(HTMLParser):
    """The elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def test_the_page_holds_no_markup_but_its_own(repo: Repo) -> None:
    told(repo)
    done = repo.session("report", "--html")
    assert done.out.endswith(f"{KEPT}\n")
    page = repo.read(KEPT)
    found = Seen(page).elements
    assert [tag for tag, _ in found].count("script") == 1
    assert not {"img", "iframe", "object", "link", "base", "embed"} & {tag for tag, _ in found}
    for tag, attributes in found:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert "style" not in attributes, tag
        link = attributes.get("href")
        commit = f"https://github.com/alice/shop/commit/{repo.head}"
        assert link is None or link.startswith("#") or link == commit, link
        assert "src" not in attributes, tag
    [policy] = [one["content"] for _, one in found if "http-equiv" in one]
    assert str(policy).startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in str(policy)
    assert "secret" not in page
    assert f'href="https://github.com/alice/shop/commit/{repo.head}"' in page
    again = repo.session("report", "--html", "-o", "again.html").out
    assert again == f"wrote {repo.top / 'again.html'}\n"
    assert repo.read("again.html") == page, "charts and all: the same bytes"


def test_no_settings_or_names_of_others_get_into_a_chart(repo: Repo) -> None:
    """Settings that stand where it is typed; names that XML cannot hold, or no font has."""
    told(repo)
    repo.session("report", "--html")
    page = repo.read(KEPT)
    repo.write(
        "matplotlibrc",
        "svg.fonttype: path\ntext.usetex: True\nbackend: module://evil\nno setting\n",
    )
    done = repo.session("report", "--html")
    assert (repo.read(KEPT), done.err) == (page, "")
    stem = next(one for one in repo.files(".sessions/tmp") if one.endswith(".md")).split("/")[-2]
    for at, who in enumerate(("_x", "a\x1b[31m<b>", "日本$x^", "a]]>")):
        blocks = "".join(
            f"\n## 2026-01-15T{10 + at}:{minute}:00+01:00 - Note: noted\n- By: {who}\n"
            for minute in (10, 20)
        )
        repo.append(f".sessions/tmp/{stem}/alice-2026-01-15.md", blocks)
    done = repo.session("report", "--html")
    assert done.err == ""
    assert "日本$x^</text>" in repo.read(KEPT)


def test_an_empty_repository_has_a_page_too(repo: Repo) -> None:
    repo.session("report", "--html")
    page = repo.read(KEPT)
    for said in ("No session was noted in.", "No active time", "Nothing blocked.", "No decision"):
        assert said in page


def test_a_window_is_the_pages_too(repo: Repo) -> None:
    told(repo)
    repo.session("report", "--html", "--since", "2026-01-16")
    assert "No decision was noted." in repo.read(KEPT)


def test_without_the_extra_it_says_what_to_install(repo: Repo, tmp_path: Path) -> None:
    blocked = tmp_path / "none"
    blocked.mkdir()
    (blocked / "matplotlib.py").write_text("raise ImportError('none', name='matplotlib')\n")
    env = {"PYTHONPATH": f"{blocked}:{repo.env.get('PYTHONPATH', '')}"}
    done = repo.session("report", "--html", check=False, env=env)
    needed = "report --html needs the plotting library: pip install 'git-session[report]'"
    assert (done.code, done.err) == (1, f"session: {needed}\n")


def test_it_is_opened_in_the_browser_that_is_set(repo: Repo, tmp_path: Path) -> None:
    opened, script = tmp_path / "opened", tmp_path / "browser"
    script.write_text(f"#!/bin/sh\nprintf %s \"$1\" >'{opened}'\n")
    script.chmod(0o755)
    repo.session("report", "--html", "--open", env={"BROWSER": f"{script} %s"})
    assert opened.read_text() == repo.path(KEPT).as_uri()


def test_what_does_not_go_together_is_refused(repo: Repo) -> None:
    assert repo.session("report", "time", "--html", check=False).code == 2
    assert repo.session("report", "time", "-o", "x.html", check=False).code == 2
    away = repo.session("report", "--html", "-o", "none/x.html", check=False)
    assert (away.code, "there is no such directory" in away.err) == (1, True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Headless Chromium: playwright's own, else the system's."""
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    system = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync.sync_playwright() as playwright:
        try:
            made = playwright.chromium.launch(args=["--no-sandbox"])
        except sync.Error:
            if not system:
                pytest.skip("no Chromium: python -m playwright install --with-deps chromium")
            made = playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])
        yield made
        made.close()


OVER = """() => { const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    const out = box.right > width + 1 || box.left < -1;
    return box.width > 1 && out && !one.closest('.skip, thead');
  }).map(one => one.outerHTML.slice(0, 80)).concat(
    document.documentElement.scrollWidth > width ? ['the page itself'] : []); }"""
CONTRAST = """() => { const curve = one => one <= 0.04045 ? one / 12.92
    : ((one + 0.055) / 1.055) ** 2.4;
  const light = color => {
    const part = color.match(/[\\d.]+/g).slice(0, 3).map(one => curve(one / 255));
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2]; };
  const behind = one => { for (; one; one = one.parentElement) {
    const color = getComputedStyle(one).backgroundColor;
    if (color !== 'rgba(0, 0, 0, 0)') return color; } return 'rgb(255, 255, 255)'; };
  return [...document.querySelectorAll('body *')].filter(one => [...one.childNodes].some(
      inner => inner.nodeType === 3 && inner.textContent.trim()) && one.tagName !== 'SCRIPT')
    .map(one => { const look = getComputedStyle(one);
      const text = one.closest('svg') ? look.fill : look.color;
      const [a, b] = [light(text), light(behind(one))].sort((x, y) => y - x);
      return [(a + 0.05) / (b + 0.05), one.tagName, one.textContent.slice(0, 30)]; })
    .filter(one => one[0] < 4.5); }"""


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_a_browser_shows_it_from_a_file(browser: Any, repo: Repo, width: int, scheme: str) -> None:
    """No error, no request, nothing too wide, text that can be read, a search by keyboard."""
    told(repo)
    repo.session("report", "--html")
    context = browser.new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    address = repo.path(KEPT).as_uri()
    page.goto(address)
    for summary in page.locator("summary").all():
        summary.focus()
        page.keyboard.press("Enter")
    assert page.locator("details:not([open])").count() == 0
    for less in (width, 640, 641, 769, 360):  # where a layout ends, another begins
        page.set_viewport_size({"width": less, "height": 740})
        assert (less, page.evaluate(OVER)) == (less, [])
    page.set_viewport_size({"width": width, "height": 740})
    assert page.evaluate(CONTRAST) == []
    _search(page)
    page.screenshot(full_page=True)
    assert page.title() == "shop: what was noted"
    assert (said, asked) == ([], [address])
    context.close()


def _search(page: Any) -> None:
    """From the top by TAB to the search, then words, then none."""
    page.evaluate("() => { document.activeElement.blur(); window.scrollTo(0, 0); }")
    page.locator("body").press("Tab")
    for _ in range(60):
        if page.evaluate("() => document.activeElement.id") == "words":
            break
        assert (
            page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
        )
        page.keyboard.press("Tab")
    page.keyboard.type("LEDGER mutex")
    shown = page.locator("#list > li:visible")
    assert (shown.count(), shown.locator("h3").inner_text()) == (1, "Use a mutex")
    assert page.locator("#found").inner_text() == f"1 of {len(EVIL) + 1} fits"
    page.keyboard.type(" nothing")
    assert shown.count() == 0
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    assert shown.count() == len(EVIL) + 1


def test_who_listens_finds_landmarks_headings_and_names(browser: Any, repo: Repo) -> None:
    told(repo)
    repo.session("report", "--html")
    page = browser.new_page()
    page.goto(repo.path(KEPT).as_uri())
    heads = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => +one.tagName[1])")
    assert heads[0] == 1
    assert heads.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(heads))
    for role in ("banner", "main", "contentinfo", "navigation", "search"):
        assert page.get_by_role(role).count() == 1, role
    assert page.get_by_role("searchbox", name="Search decisions").count() == 1
    charts = page.locator("figure")
    assert charts.count() == 3
    assert all(one.get_attribute("aria-label") for one in charts.all())
    tables = page.locator("table").count()
    assert page.locator("table > caption").count() == tables > 3
    assert page.evaluate("() => document.documentElement.lang") == "en"
    names = json.loads(
        page.evaluate(
            "() => JSON.stringify([...document.querySelectorAll('[id]')].map(one => one.id))"
        )
    )
    assert len(names) == len(set(names))
    page.close()
