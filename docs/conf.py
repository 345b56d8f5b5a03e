"""How Sphinx makes the site of README.md, docs/ and examples/; `make docs` runs it."""

import sys
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
sys.path.insert(0, str(DOCS))

from site_parts.lessons import lessons_without_data  # noqa: E402

from network4.version import __version__  # noqa: E402

project, author, release = "network4", "The network4 authors", __version__
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "sphinx_copybutton",
    *(f"site_parts.{part.stem}" for part in (DOCS / "site_parts").glob("[!_]*.py")),
]

# Sources keep their places in the repository, so that links work there as here.
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**", "examples/**"]
exclude_patterns = [
    path.name
    for path in ROOT.iterdir()
    if path.is_dir() and path.name not in ("docs", "examples")
]

myst_enable_extensions = ["amsmath", "dollarmath", "html_image"]
myst_heading_anchors = 6
# GitHub writes headings' anchors as MyST does, but MyST warns where levels are skipped.
suppress_warnings = ["myst.header"]

nb_execution_mode = "cache"
nb_execution_cache_path = str(ROOT / "build" / "notebooks")
nb_execution_timeout = 600  # seconds a cell; a lesson takes two minutes on one core
nb_execution_raise_on_error = True
nb_execution_excludepatterns = lessons_without_data(ROOT / "examples")
nb_merge_streams = True

smartquotes_action = "D"  # dashes, but quotation marks as they are typed
default_role = "py:obj"  # a link where the name is known, else plain code
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_custom_sections = ["Shapes"]
add_module_names = False
python_maximum_signature_line_length = 72
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_math_renderer = "mathml"
html_title = f"network4 {release}"
html_static_path = ["site_parts/static"]
html_css_files = ["site.css"]
templates_path = ["site_parts/templates"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1f5fa8",
        "color-brand-content": "#1f5fa8",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7fb4f0",
        "color-brand-content": "#7fb4f0",
    },
}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/built.html",
        "sidebar/scroll-end.html",
    ]
}
pygments_style, pygments_dark_style = "default", "github-dark"
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

linkcheck_timeout = 20
linkcheck_retries = 2
