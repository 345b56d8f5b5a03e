"""The site has every page and every name, asks nobody for anything, and builds."""

import importlib.util
import os
import re
import runpy
import subprocess
import sys
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest
from docutils import nodes

import network4

pytest.importorskip("sphinx", reason='needs pip install -e ".[docs]"')
lessons = pytest.importorskip("site_parts.lessons", reason="needs a checkout")
from site_parts import commands, docstrings, mathml, names, one_title  # noqa: E402

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
INDEX = (DOCS / "index.md").read_text(encoding="utf-8")


def listed_pages():
    """Return the pages that the contents lists of the first page name."""
    lists = re.findall(r"^```{toctree}$(.*?)^```$", INDEX, re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^(?:.*<)?([\w./*]+)>?$", "\n".join(lists), re.MULTILINE)
    return [line[1:] if line.startswith("/") else f"docs/{line}" for line in lines]


def test_each_page_is_in_one_contents_list():
    listed = listed_pages()
    paths = [*ROOT.glob("*.md"), *DOCS.glob("*.md"), DOCS / "reference" / "index.md"]
    pages = {path.relative_to(ROOT).with_suffix("").as_posix() for path in paths}
    pages |= {"examples/photograph", "examples/own_images", "examples/*"}
    assert sorted(listed) == sorted(pages - {"docs/index"})


def test_each_public_name_is_in_the_reference_once():
    texts = [path.read_text("utf-8") for path in (DOCS / "reference").glob("*.md")]
    rooms = re.findall(r"^```{public-names} (.+)$", "\n".join(texts), re.MULTILINE)
    shown = [name for each in rooms for name in names.names_in(each.split())]
    wanted = {*network4.__all__} - {"__version__", *network4._ROOMS}
    assert sorted(shown) == sorted(wanted)
    assert all(f"network4.{room}" in "\n".join(texts) for room in network4._ROOMS)


def test_the_configuration_names_every_part_and_the_version(monkeypatch):
    monkeypatch.setattr(sys, "path", [*sys.path])
    config = runpy.run_path(str(DOCS / "conf.py"))
    assert config["release"] == network4.__version__
    for name in config["extensions"]:
        assert importlib.util.find_spec(name), name
    assert "site_parts.names" in config["extensions"]
    pages = {*config["html_sidebars"]["**"]}
    own = {f"sidebar/{path.name}" for path in DOCS.rglob("templates/sidebar/*.html")}
    assert own and own <= pages


def test_lessons_are_told_from_notebooks_that_need_no_data(monkeypatch):
    monkeypatch.setattr(lessons, "find_mnist", lambda: None)
    without = lessons.lessons_without_data(ROOT / "examples")
    assert without == ["*chapter_1.ipynb", "*chapter_6.ipynb"]
    monkeypatch.setattr(lessons, "find_mnist", lambda: "somewhere")
    assert lessons.lessons_without_data(ROOT / "examples") == []


def test_a_lesson_that_was_not_run_says_so():
    app = SimpleNamespace(
        config=SimpleNamespace(nb_execution_excludepatterns=["*chapter_1.ipynb"])
    )
    for name, kinds in (
        ("chapter_1", ["title", "note", "paragraph"]),
        ("photograph", ["title", "paragraph"]),
    ):
        section = nodes.section("", nodes.title(text="A"), nodes.paragraph(text="b"))
        tree = nodes.document(None, None, "", section, source=f"/x/{name}.ipynb")
        lessons.say_what_is_missing(app, tree)
        assert [child.tagname for child in section.children] == kinds


def test_later_titles_become_sections_of_the_first():
    sections = [nodes.section("", nodes.title(text=text)) for text in "abc"]
    tree = nodes.document(None, None, "", *sections, nodes.paragraph(text="d"))
    one_title.put_under_the_first(None, tree)
    assert [child.tagname for child in tree.children] == ["section", "paragraph"]
    assert tree.children[0].astext().split() == ["a", "b", "c"]


def test_an_equation_is_mathml():
    text = mathml.equation(nodes.math(text=r"\frac{a}{b_1}"), as_block=False)
    tree = ElementTree.fromstring(text)
    space = "{http://www.w3.org/1998/Math/MathML}"
    fraction = tree.find(f".//{space}mfrac")
    assert tree.tag == f"{space}math"
    assert "".join(fraction.itertext()).split() == ["a", "b", "1"]


def test_an_equation_that_cannot_be_shown_is_warned_of(monkeypatch):
    said = []
    monkeypatch.setattr(mathml._LOGGER, "warning", lambda *a, **_: said.append(a))
    assert mathml.equation(nodes.math(text=r"\nonsense"), as_block=True) == ""
    assert "nonsense" in str(said[0][1])


def test_docstrings_mean_what_they_say():
    lines = [
        *("Shapes (n, *shape), `*args`, ``**b`` and classes_.", "", "Returns:"),
        *("    A pair: `{a: b}`,", "    and more.", "", "Example:"),
        *("    >>> f(*[1])", "    *2", "", "    a *b"),
    ]
    docstrings.adapt(None, "function", "f", None, None, lines)
    assert lines == [
        *(r"Shapes (n, \*shape), `*args`, ``**b`` and classes\_.", ""),
        *(":returns: A pair: `{a: b}`,", "    and more.", "", "Example:"),
        *("    >>> f(*[1])", "    *2", "", r"    a \*b"),
    ]


def test_a_constant_is_told_of_by_what_stands_below_it(tmp_path, monkeypatch):
    path = tmp_path / "made_up.py"
    path.write_text('SIZES = (1, 2)\n"""In *pixels*: two."""\n\nBARE = (3, 4)\n')
    spec = importlib.util.spec_from_file_location("network4.made_up", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "network4.made_up", module)
    for name, text in (("SIZES", r"In \*pixels\*: two."), ("BARE", "")):
        lines, value = ["Built-in sequence."], getattr(module, name)
        docstrings.adapt(None, "data", f"network4.{name}", value, None, lines)
        assert lines[0] == ""  # so that "In pixels" is not taken for a type
        assert "\n".join(lines).strip() == text


def test_options_and_defaults_stand_as_one_types_them():
    lines = [
        *(".. option:: --out <FILE>", "   Not with --data, nor with ``--seed``."),
        *("   :default: ``PosixPath('a b.html')``", "fig_* -- b", ""),
    ]
    commands.write_as_typed(None, None, lines)
    assert lines == [
        *(".. option:: --out <FILE>", "   Not with ``--data``, nor with ``--seed``."),
        *("   :default: ``a b.html``", r"fig\_* -- b", ""),
    ]


class Links(HTMLParser):
    """What a page loads, and what it links to."""

    def __init__(self, page):
        super().__init__()
        self.loaded, self.linked = [], []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.loaded += [given["src"]] if given.get("src") else []
        if given.get("href"):
            (self.loaded if tag == "link" else self.linked).append(given["href"])


def missing(page, links):
    """Return the links of a page that lead to no file of the site."""
    paths = [unquote(urlsplit(link).path) for link in links if "//" not in link]
    kept = [
        path for path in paths if path and not path.startswith(("data:", "mailto:"))
    ]
    return [(page.name, path) for path in kept if not (page.parent / path).exists()]


@pytest.mark.minutes
@pytest.mark.timeout(900)
def test_the_site_builds_without_a_warning(tmp_path):
    site, command = tmp_path / "site", [sys.executable, "-m", "sphinx", "-q", "-W"]
    command += ["--keep-going", "-c", "docs", "-d", str(tmp_path / "doctrees")]
    command += ["-D", f"nb_execution_cache_path={tmp_path / 'notebooks'}"]
    done = subprocess.run(
        [*command, ".", str(site)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONWARNINGS": "default"},
    )
    assert done.returncode == 0, done.stderr
    pages = sorted(site.rglob("*.html"))
    links = {page: Links(page) for page in pages}
    loaded = [link for each in links.values() for link in each.loaded]
    assert len(pages) > 30
    assert [link for link in loaded if re.match(r"(\w+:)?//", link)] == []
    lost = (missing(page, [*each.loaded, *each.linked]) for page, each in links.items())
    assert list(chain.from_iterable(lost)) == []
    read = (site / "examples" / "photograph.html").read_text(encoding="utf-8")
    assert "27182\n60935\n41" in read and "data-theme" in read
