import re

import pytest

from network4.version import __version__
from tools.check_tag import main


def test_the_tag_of_this_version_is_taken(capsys):
    main(f"v{__version__}")
    assert "is the version" in capsys.readouterr().out


@pytest.mark.parametrize("tag", [__version__, "v0.0.0", "main", f"v{__version__}.1"])
def test_another_tag_is_refused(tag):
    with pytest.raises(SystemExit, match=re.escape(f"must be v{__version__}")):
        main(tag)
