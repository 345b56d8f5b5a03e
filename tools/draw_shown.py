"""Draw the pictures of docs/shown.md again, by the lines that stand beside them.

    python -m tools.draw_shown [--out docs/shown]

needs MNIST (NETWORK4_DATA), and takes a minute or two.
"""

import argparse
import contextlib
import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "shown.md"
_BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def lines_of(page: Path) -> str:
    """Return all Python of a page, in its order."""
    return "\n".join(_BLOCK.findall(page.read_text(encoding="utf-8")))


def draw(page: Path, out: Path) -> None:
    """Run a page's Python where its pictures are to be.

    Args:
        page: a Markdown file of ours, whose code is trusted.
        out: the directory of the pictures, which is made where there is none.
    """
    code = compile(lines_of(page), str(page), "exec")
    out.mkdir(parents=True, exist_ok=True)
    with contextlib.chdir(out):
        exec(code, {"__name__": "__main__"})


def main() -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=PAGE.with_suffix(""))
    draw(PAGE, parser.parse_args().out)


if __name__ == "__main__":
    main()
