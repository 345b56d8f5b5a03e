"""Scripts in Python 2 as they are started, and what they import."""

import os
import py_compile
import subprocess
import sys

import pytest

from network4.book.python2.beside import DIRECTORY


def run(directory, *arguments, python2=False, encoding=None):
    """Start a script as `network4 book` does, without its half a second."""
    module = "from network4.book.python2 import starting as start"
    code = f"{module}; start.run_script([], {python2})"
    paths = os.pathsep.join([str(DIRECTORY), str(DIRECTORY.parents[1])])
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        encoding=encoding,
        cwd=directory,
        env={**os.environ, "PYTHONPATH": paths},
        timeout=60,
    )


def write(directory, **texts):
    for name, text in texts.items():
        (directory / f"{name}.py").write_text(text)


def test_a_script_in_python_2_runs_and_says_what_was_changed(tmp_path):
    text = "import sys\nprint sys.argv, __name__, 7 / 2\nprint 'open',\n"
    write(tmp_path, old=text)
    done = run(tmp_path, "old.py", "--epochs", "2")
    assert done.stdout == "['old.py', '--epochs', '2'] __main__ 3\nopen\n"
    assert done.stderr == (
        "old.py: runs as Python 2; the file is not changed: print (2), / (1).\n"
    )
    assert (tmp_path / "old.py").read_text() == text


def test_a_script_that_both_read_is_python_2_when_it_is_said(tmp_path):
    write(tmp_path, both="print('a', 7 / 2)\n")
    assert run(tmp_path, "both.py").stdout == "a 3.5\n"
    assert run(tmp_path, "both.py", python2=True).stdout == "('a', 3)\n"


def test_an_error_shows_the_scripts_own_line(tmp_path):
    write(tmp_path, old="def f(x):\n    return 3 / x  # here\n\nprint f(0)\n")
    done = run(tmp_path, "old.py")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1:] == [
        "Traceback (most recent call last):",
        '  File "old.py", line 4, in <module>',
        "    print f(0)",
        '  File "old.py", line 2, in f',
        "    return 3 / x  # here",
        done.stderr.splitlines()[-1],
    ]
    assert done.stderr.splitlines()[-1].startswith("ZeroDivisionError")


def test_an_error_in_the_handling_of_another_shows_both(tmp_path):
    write(tmp_path, old="try: 1 / 0\nexcept Exception, e: print e.x\n")
    lines = run(tmp_path, "old.py").stderr.splitlines()
    files = [line for line in lines if line.strip().startswith("File")]
    assert [line.partition(",")[0] for line in files] == ['  File "old.py"'] * 2


def test_a_slip_shows_the_scripts_own_line(tmp_path):
    write(tmp_path, old="print 'a'\nx = = 3\n")
    done = run(tmp_path, "old.py")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        '  File "old.py", line 2',
        "    x = = 3",
        "SyntaxError: invalid syntax",
    ]


def test_modules_beside_a_script_in_python_2_are_python_2(tmp_path):
    write(
        tmp_path,
        main="import half, third\nprint half.of(7), third.of(7)\n",
        half="def of(n): return n / 2\n",
        third="def of(n: int): return n / 2\n",
    )
    done = run(tmp_path, "main.py")
    assert done.stdout == "3 3.5\n"
    assert "half.py: runs as Python 2" in done.stderr
    assert "third.py" not in done.stderr
    assert not list(tmp_path.glob("__pycache__/half*"))


def test_a_module_in_a_directory_that_the_script_adds(tmp_path):
    (tmp_path / "src").mkdir()
    write(tmp_path / "src", half="def of(n): return n / 2\n", network="print 'not I'\n")
    write(
        tmp_path,
        main="import sys\nsys.path.insert(0, 'src')\nimport half, network\n"
        "print half.of(7), network.Network([2, 2]).num_layers\n",
    )
    done = run(tmp_path, "main.py")
    assert done.stdout == "3 2\n"
    assert "network.py: written in Python 2" in done.stderr


def test_libraries_stay_python_3(tmp_path):
    write(tmp_path, main="import colorsys\nprint colorsys.rgb_to_hls(1, 0, 0)\n")
    done = run(tmp_path, "main.py")
    assert done.stdout == "(0.0, 0.5, 1.0)\n"
    assert len(done.stderr.splitlines()) == 1


def test_no_compiled_module_is_left_for_python_3(tmp_path):
    write(tmp_path, main="import half\nprint half.of(7)\n", half="of = lambda n: n / 2")
    assert run(tmp_path, "main.py").stdout == "3\n"
    py_compile.compile(str(tmp_path / "half.py"))  # Python 3's own
    assert run(tmp_path, "main.py").stdout == "3\n"


@pytest.mark.parametrize("text", ["print 1\nimport sys\nsys.exit(3)\n", "exit(3)\n"])
def test_the_exit_status_is_the_scripts(tmp_path, text):
    write(tmp_path, old=text)
    assert run(tmp_path, "old.py").returncode == 3


def test_the_books_networks_are_trained_by_a_script_in_python_2(tmp_path):
    text = """import network2, cPickle
import numpy as np
def one_hot(j):
    e = np.zeros((2, 1))
    e[j] = 1.0
    return e
data = [(np.eye(2)[:, [j]], one_hot(j)) for j in xrange(2)] * (9 / 2)
net = network2.Network([2, 3, 2])
net.SGD(data, 40, 2, 3.0)
print "%s / %s" % (net.accuracy(data, convert=True), len(data)),
print cPickle.loads(cPickle.dumps(net.sizes))
"""
    write(tmp_path, old=text)
    done = run(tmp_path, "old.py")
    assert done.stdout.splitlines()[-1] == "8 / 8 [2, 3, 2]"


def test_modules_of_a_package_find_those_beside_them(tmp_path):
    (tmp_path / "package").mkdir()
    write(
        tmp_path / "package",
        __init__="import beside\nfrom beside import v\nimport math\n"
        "print v, beside.__name__, math.floor(2.5)\n",
        beside="v = 7 / 2\n",
        absolute="from __future__ import absolute_import\n"
        "try: import beside\nexcept ImportError: print 'absent'\n",
    )
    write(tmp_path, main="print 'go'\nimport package, package.absolute\n")
    assert run(tmp_path, "main.py").stdout == "go\n3 package.beside 2.0\nabsent\n"


def test_streams_and_arguments_carry_any_bytes(tmp_path):
    text = "import sys\nsys.stdout.write('\\xff' + sys.argv[1])\n"
    text += "print sys.argv[1] == 'é'\n"
    write(tmp_path, old=text)
    done = run(tmp_path, "old.py", "é", encoding="latin-1")
    assert done.stdout == "\xff\xc3\xa9True\n"
