"""What must hold of every page, however it is looked at."""

import re

import numpy as np
import pytest

TOP_LEVEL_NAME = re.compile(
    r"^(?:async )?(?:function\*?|const|let|class) (\w+)", re.MULTILINE
)

SCROLLED_SIDEWAYS = """Array.from(document.querySelectorAll("body *"))
    .filter((it) => it.scrollWidth > it.clientWidth)
    .filter((it) => ["auto", "scroll"].includes(getComputedStyle(it).overflowX))
    .map((it) => it.id || it.tagName)"""


def check_words_stand_out(page, scheme):
    """Check that ink on paper is dark on light or light on dark, and can be read."""
    ink, paper = (
        luminance(page.tab.evaluate(f"getComputedStyle(document.{part}"))
        for part in ("body).color", "documentElement).backgroundColor")
    )
    assert (ink < paper) == (scheme == "light")
    # What WCAG 2 asks of words at its stricter level, AAA.
    assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 7


def luminance(css_colour):
    """Return the relative luminance of `rgb(r, g, b)`, as WCAG 2 defines it."""
    parts = np.array([int(part) / 255 for part in re.findall(r"\d+", css_colour)[:3]])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def check_fits_a_phone(page):
    """Check that every control has a name, and that nothing sticks out at the side."""
    controls = page.tab.locator("button, input, select, canvas[tabindex]").all()
    assert controls
    for control in controls:
        if control.is_visible():
            named = control.get_attribute("aria-label") or control.evaluate(
                "it => it.labels?.[0]?.innerText || it.innerText"
            )
            assert named.strip()
    width = page.tab.evaluate("document.documentElement.scrollWidth")
    assert width <= page.tab.viewport_size["width"]
    assert page.tab.evaluate(SCROLLED_SIDEWAYS) == []


def check_names_differ(path, num_scripts):
    """Check that no two parts of a script on the page have one name."""
    page = path.read_text(encoding="utf-8")
    scripts = re.findall(r"<script[^>]*>\n(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == num_scripts
    for script in scripts:
        names = TOP_LEVEL_NAME.findall(script)
        assert len(names) > 20
        assert len(names) == len(set(names)), sorted(names)


def state_of(page):
    """Return what the page says of itself."""
    return page.tab.evaluate("network4.state")


AXE = """async () => {
    const rules = axe.getRules().map(({ ruleId }) => [ruleId, { enabled: true }]);
    const options = { rules: Object.fromEntries(rules) };
    const { violations } = await axe.run(document, options);
    return violations.map(({ id, nodes }) => [id, nodes[0].failureSummary]);
}"""


def check_axe_finds_nothing(tab):
    """Check a tab by all rules of axe-core, those of AAA and the experimental too."""
    axe = pytest.importorskip("axe_playwright_python.base")
    tab.evaluate(axe.AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = tab.evaluate(AXE)
    assert not found, found
