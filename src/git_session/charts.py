"""The one door to the plotting library (extra ``git-session[report]``): charts as SVG text.

It is imported where a page is made and nowhere else, for it takes half a second. A chart is drawn
in colours that stand for roles and leaves as markup without colours, fonts or ids of its own:
what looks how is the page's, by the names of classes, so it follows the page into the dark.
"""

from __future__ import annotations

import io
import warnings
from typing import Any
from xml.etree import ElementTree as ET

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from git_session.core.views import reported

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from git_session.core.views.reported import Bars, Lane

    Ticks = Sequence[tuple[int, str]]

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
SHADES = 6  # of what is told apart by colour
# What a colour stands for: drawn in it, it becomes the page's variable of that name.
ROLES = {
    "#0a0a0a": "ink",
    "#0b0b0b": "dim",
    "#0c0c0c": "line",
    "#0e0e0e": "paper",
    **{f"#0d0d{at:02x}": f"shade{at}" for at in range(SHADES)},
}
INK, DIM, LINE, PAPER = "#0a0a0a", "#0b0b0b", "#0c0c0c", "#0e0e0e"
SHADE = tuple(color for color, role in ROLES.items() if role.startswith("shade"))
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo")  # colour is not all that tells them apart
WIDE, NARROW = 8.6, 4.1  # inches of a figure, 72 points each
KEPT = (
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "fill-opacity",
    "stroke-opacity",
    "opacity",
)
FONT = ("font", "font-size", "text-anchor")
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "git-session",  # ids that are the same every time
    "text.parse_math": False,
    "text.usetex": False,
    "font.size": 11.0,
    "axes.edgecolor": LINE,
    "axes.labelcolor": DIM,
    "axes.linewidth": 0.8,
    "text.color": INK,
    "xtick.color": DIM,
    "ytick.color": DIM,
    "hatch.linewidth": 0.6,
}


class Drawing:
    """Charts of one page, and the classes that they share."""

    def __init__(self) -> None:
        mpl.rcdefaults()  # a person's own settings are not the page's
        self._classes: dict[str, str] = {}
        self._count = 0

    @property
    def styles(self) -> str:
        """The rules for all charts that were drawn."""
        return "".join(f".{name}{{{rule}}}" for rule, name in self._classes.items())

    def timeline(self, lanes: Sequence[Lane], ticks: Ticks, *, narrow: bool) -> str:
        """Sessions as bars over time, each with its commits as dots, the last one on top."""
        with mpl.rc_context(STYLE):
            figure, axes = _figure(0.7 + 0.28 * len(lanes), narrow=narrow)
            for at, lane in enumerate(lanes):
                whole = lane.end - lane.start
                axes.barh(at, whole, 0.62, lane.start, color=SHADE[0], alpha=0.5, linewidth=0)
                axes.plot([lane.start], [at], "|", color=SHADE[0], markersize=7)
                whens = [one.when for one in lane.commits]
                axes.plot(
                    whens, [at] * len(whens), "o", color=INK, markersize=2.4 if narrow else 3.4
                )
            names = [_said(lane.session.stem[:-9], 16 if narrow else 28) for lane in lanes]
            axes.set_yticks(range(len(lanes)), names)
            axes.set_ylim(len(lanes) - 0.4, -0.6)
            shown = ticks[:: 2 if narrow else 1]
            axes.set_xticks([when for when, _ in shown], [label for _, label in shown])
            axes.grid(axis="x", color=LINE, linewidth=0.6)
            return self._drawn(figure, axes)

    def stacked(self, bars: Bars, label: str, *, narrow: bool) -> str:
        """Bars upon each other."""
        with mpl.rc_context(STYLE):
            figure, axes = _figure(2.9, narrow=narrow)
            bottom = [0.0] * len(bars.labels)
            for at, (name, numbers) in enumerate(bars.rows):
                look = {"color": SHADE[at % SHADES], "hatch": HATCHES[at % SHADES]}
                axes.bar(
                    range(len(numbers)),
                    numbers,
                    0.8,
                    bottom,
                    label=_said(name, 24),
                    edgecolor=PAPER,
                    linewidth=0,
                    **look,
                )
                bottom = [one + other for one, other in zip(bottom, numbers, strict=True)]
            axes.yaxis.set_major_locator(MaxNLocator(5))
            return self._bars(figure, axes, bars, label, narrow=narrow)

    def beside(self, bars: Bars, label: str, *, narrow: bool) -> str:
        """Bars beside each other."""
        with mpl.rc_context(STYLE):
            figure, axes = _figure(2.6, narrow=narrow)
            width = 0.8 / max(1, len(bars.rows))
            for at, (name, numbers) in enumerate(bars.rows):
                places = [
                    place + (at - (len(bars.rows) - 1) / 2) * width for place in range(len(numbers))
                ]
                look = {"color": SHADE[(1, 2)[at % 2]], "hatch": HATCHES[at % SHADES]}
                axes.bar(
                    places,
                    numbers,
                    width,
                    label=_said(name, 24),
                    edgecolor=PAPER,
                    linewidth=0,
                    **look,
                )
            axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
            return self._bars(figure, axes, bars, label, narrow=narrow)

    def _bars(self, figure: Figure, axes: Any, bars: Bars, label: str, *, narrow: bool) -> str:
        many = 4 if narrow else 9
        step = max(1, -(-len(bars.labels) // many))
        places = range(0, len(bars.labels), step)
        axes.set_xticks(places, [reported.brief(bars.labels[at]) for at in places])
        axes.set_ylabel(label)
        axes.grid(axis="y", color=LINE, linewidth=0.6)
        axes.legend(
            loc="lower left", bbox_to_anchor=(0, 1), ncols=2 if narrow else 6, frameon=False,
            borderaxespad=0.2, handlelength=1.2, columnspacing=1.2,
        )  # fmt: skip
        return self._drawn(figure, axes)

    def _drawn(self, figure: Figure, axes: Any) -> str:
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        said = io.StringIO()
        nobody = {"Date": None, "Creator": None}
        with warnings.catch_warnings():  # its fonts only measure: the browser's have more letters
            warnings.simplefilter("ignore")
            figure.savefig(said, format="svg", transparent=True, metadata=nobody)
        self._count += 1
        return self._plain(ET.fromstring(said.getvalue()), f"c{self._count}-")  # noqa: S314  drawn here

    def _plain(self, root: ET.Element, prefix: str) -> str:
        """The markup without what is not ours to say: sizes, fonts, ids, styles, metadata."""
        used = {one.get(LINK, "")[1:] for one in root.iter()} - {""} | _clips(root)
        for parent in list(root.iter()):
            for child in [one for one in parent if one.tag not in KNOWN]:
                parent.remove(child)
        for one in root.iter():
            self._cleaned(one, prefix, used)
        root.attrib = {
            "viewBox": root.get("viewBox", ""),
            "aria-hidden": "true",
            "focusable": "false",
        }
        return ET.tostring(root, encoding="unicode", short_empty_elements=True)

    def _cleaned(self, one: ET.Element, prefix: str, used: set[str]) -> None:
        one.tag = one.tag.removeprefix(SVG)
        one.text = one.text if one.tag == "text" else None
        one.tail = None
        name, target, style = (
            one.attrib.pop("id", ""),
            one.attrib.pop(LINK, ""),
            one.attrib.pop("style", ""),
        )
        if name in used:
            one.set("id", prefix + name)
        if target:
            one.set("href", f"#{prefix}{target[1:]}")
        if clip := one.get("clip-path"):
            one.set("clip-path", clip.replace("url(#", f"url(#{prefix}"))
        for place in ("d", "x", "y", "transform"):
            if place in one.attrib:
                one.set(place, _shorter(one.get(place, "")))
        if one.get("fill") in ROLES:
            style = f"fill: {one.attrib.pop('fill')};{style}"
        rule = self._rule(style, prefix)
        if rule:
            one.set("class", self._classes.setdefault(rule, f"m{len(self._classes)}"))

    def _rule(self, style: str, prefix: str) -> str:
        facts = dict(part.strip().partition(":")[::2] for part in style.split(";") if part.strip())
        told = []
        for key, value in ((key, value.strip()) for key, value in facts.items()):
            if key in KEPT:
                role = ROLES.get(value)
                shown = f"var(--{role})" if role else value.replace("url(#", f"url(#{prefix}")
                told.append(f"{key}:{shown}")
            elif key in FONT:
                told.append(f"{key}:{value}" if key != "font" else f"font-size:{_size(value)}")
        return ";".join(told)


KNOWN = frozenset(
    SVG + name
    for name in ("g", "path", "rect", "text", "use", "defs", "clipPath", "pattern", "line")
)


def _figure(height: float, *, narrow: bool) -> tuple[Figure, Any]:
    figure = Figure(figsize=(NARROW if narrow else WIDE, height), layout="constrained")
    return figure, figure.subplots()


def _said(text: str, most: int) -> str:
    """A name as a chart shows it: what XML cannot hold is a question mark, a long one is cut.

    One that begins with an underscore would be left out of the legend.
    """
    shown = "".join(one if one.isprintable() else "?" for one in text)
    shown = shown if len(shown) <= most else f"{shown[: most - 1]}…"
    return f" {shown}" if shown.startswith("_") else shown


def _clips(root: ET.Element) -> set[str]:
    """The ids that something is cut or filled by."""
    told = (value for one in root.iter() for value in one.attrib.values() if "url(#" in value)
    return {value.partition("url(#")[2].partition(")")[0] for value in told}


def _shorter(numbers: str) -> str:
    """The same places with one decimal: nobody sees more."""
    return " ".join(_rounded(word) for word in numbers.split())


def _rounded(word: str) -> str:
    head, point, tail = word.partition(".")
    if not point or not tail.isdecimal() or not head.lstrip("-").isdecimal():
        return word
    return f"{float(word):.1f}".removesuffix(".0")


def _size(font: str) -> str:
    return next((part for part in font.split() if part.endswith("px")), "11px")
