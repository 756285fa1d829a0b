"""What a call costs, drawn: an SVG of a few lines, made without a library."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from bench.calls import COMPARED
from bench.variants import AIOHTTP, HTTPX, PLANKIT, PLANKIT_FAST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.report import Cost

WIDTH, LEFT, RIGHT, BAR, GAP, TOP = 760, 190, 150, 18, 8, 56
COLOURS = {PLANKIT: "#1f6feb", PLANKIT_FAST: "#1f6feb", HTTPX: "#9aa4af", AIOHTTP: "#9aa4af"}
OTHERS, ALONE, INK = "#d1812a", "#9aa4af", "#1f2328"


def svg(costs: Sequence[Cost]) -> str:
    """Return the costs as bars, the levels of calls in flight one below the other, with quartiles as whiskers."""
    levels = sorted({cost.in_flight for cost in costs})
    most = max(cost.cpu.high for cost in costs)
    parts: list[str] = []
    top = TOP
    for level in levels:
        shown = sorted((cost for cost in costs if cost.in_flight == level), key=lambda cost: cost.cpu.median)
        compared = ", at which other clients are compared" if level == COMPARED else ""
        parts.append(_text(10, top, f"{level:,} calls in flight{compared}", weight="bold"))
        top += 12
        for cost in shown:
            parts += _bar(cost, top, (WIDTH - LEFT - RIGHT) / most)
            top += BAR + GAP
        top += 24
    size = f'viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}"'
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="system-ui, sans-serif">',
        "<title>Microseconds of processor time a call, by client and calls in flight</title>",
        f'<rect width="{WIDTH}" height="{top}" fill="#ffffff"/>',
        _text(10, 24, "Microseconds of processor time a call (median; the line spans the quartiles)", size=14),
    ]
    return "\n".join([*head, *parts, "</svg>", ""])


def _bar(cost: Cost, top: int, scale: float) -> Iterable[str]:
    """Return one client: its name, its bar, its quartiles, its numbers."""
    fill = COLOURS.get(cost.client, ALONE if cost.client.endswith("alone") else OTHERS)
    end = LEFT + cost.cpu.median * scale
    low, high = LEFT + cost.cpu.low * scale, LEFT + cost.cpu.high * scale
    middle = top + BAR / 2
    yield _text(LEFT - 8, middle + 4, cost.client, anchor="end")
    yield f'<rect x="{LEFT}" y="{top}" width="{max(end - LEFT, 1):.1f}" height="{BAR}" fill="{fill}"/>'
    yield f'<path d="M{low:.1f} {middle}H{high:.1f}" stroke="{INK}" stroke-width="1.5"/>'
    told = f"{cost.cpu.median:.0f}" + ("" if cost.client == PLANKIT else f" ({cost.ratio.median:.2f}x)")
    yield _text(max(end, high) + 6, middle + 4, told)


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}" font-size="{size}" '
        f'fill="{INK}">{escape(text)}</text>'
    )
