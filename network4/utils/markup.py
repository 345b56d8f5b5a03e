"""Text that came from elsewhere, as it may stand in Markdown and HTML."""

import html
import re

from network4.errors import on_one_line

_LONGEST = 2000  # characters
_MEANS_SOMETHING = re.compile(r"[\\|`\[\]]")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def as_markdown(text: str) -> str:
    r"""Return text that Markdown shows as it is, in a cell of a table too.

    Example:
        >>> print(as_markdown("a|b <script> &lt; [link](x)"))
        a\|b &lt;script> &amp;lt; \[link\](x)
    """
    escaped = _MEANS_SOMETHING.sub(
        lambda match: f"\\{match[0]}", on_one_line(text, _LONGEST)
    )
    return _TAG.sub("&lt;", _ENTITY.sub("&amp;", escaped))


def as_html(text: str) -> str:
    """Return text that HTML shows as it is, in an attribute too.

    Example:
        >>> as_html('a "b" <script>')
        'a &quot;b&quot; &lt;script&gt;'
    """
    return html.escape(on_one_line(text, _LONGEST))
