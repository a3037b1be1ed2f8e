#!/usr/bin/env python3
"""bench/plot.py FIGURES.jsonl docs/benchmarks.svg: each figure as a share of its target, as bars.

The input is what bench/budgets.py writes: lines with "what", "value", "unit" and "note".
"""
import json
import pathlib
import sys
from xml.sax.saxutils import escape

ROW, LEFT, SCALE, WIDTH = 24, 290, 110, 760
MORE_IS_BETTER = {"W2 ops per CPU s / bare UPDATEs"}


def bar(index: int, figure: dict) -> str:
    target = float(figure["note"].removeprefix("target ").split(",")[0])
    share = figure["value"] / target
    if figure["what"] in MORE_IS_BETTER:
        share = 1 / share
    y = ROW * index + 34
    colour = "#3a7d44" if share <= 1 else "#b5482f"
    width = min(share, 3.6) * SCALE
    words = f'{figure["value"]:g} {figure["unit"]} (target {target:g})'
    return (f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(figure["what"])}</text>'
            f'<rect x="{LEFT}" y="{y}" width="{width:.1f}" height="16" fill="{colour}"/>'
            f'<text x="{LEFT + 6}" y="{y + 13}" paint-order="stroke" stroke="#fff" stroke-width="3">'
            f'{escape(words)}</text>')


def main(source: pathlib.Path, target: pathlib.Path) -> int:
    figures = [json.loads(line) for line in source.read_text().splitlines()]
    height = ROW * len(figures) + 50
    rows = "\n".join(bar(index, figure) for index, figure in enumerate(figures))
    target.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" '
        f'font-size="12">\n<rect width="100%" height="100%" fill="#fff"/>\n'
        f'<text x="{LEFT}" y="20">cost as a share of the target (line = target; shorter is better)</text>\n'
        f'{rows}\n<path d="M{LEFT + SCALE} 28V{height - 14}" stroke="#222"/>\n</svg>\n')
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
