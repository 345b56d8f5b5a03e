"""A browser without a window, for tests of the page."""

import os

import pytest

import network4 as n4
from network4.export import write_learning_page, write_page


@pytest.fixture(scope="session")
def opened_page():
    """The module of benchmarks that opens the page."""
    pytest.importorskip("playwright")
    return pytest.importorskip("opened_page", reason="needs a checkout")


@pytest.fixture(scope="module")
def chromium(opened_page):
    """A headless Chromium, which continuous integration must have.

    While it is open Playwright's event loop runs, and no other can: it stays for one
    module only.
    """
    found = opened_page.find_chromium()
    if found is None and not os.environ.get("CI"):
        pytest.skip("needs Chromium: apt-get install chromium")
    assert found, "no Chromium, which tests of the page need"
    with opened_page.run_chromium(found) as browser:
        yield browser


@pytest.fixture
def open_page(chromium, opened_page):
    """Open a page; after the test, look that it complained of nothing."""
    opened = []

    def opening(path, **options):
        opened.append(opened_page.OpenPage(chromium, path, **options))
        return opened[-1]

    yield opening
    for page in opened:
        page.context.close()
        assert page.complaints == []


@pytest.fixture(scope="module")
def shipped_page(tmp_path_factory):
    """The page of the model that comes with network4."""
    path = tmp_path_factory.mktemp("page") / "digits.html"
    write_page(path, n4.load_model())
    return path


@pytest.fixture(scope="module")
def learning_page(tmp_path_factory):
    """The page that learns."""
    path = tmp_path_factory.mktemp("page") / "learn.html"
    write_learning_page(path)
    return path
