"""`network4 book`: scripts and prompts that find the book's modules."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import network4


def test_a_script_finds_the_modules_and_its_arguments(tmp_path):
    script = tmp_path / "program.py"
    script.write_text(
        "import sys\nimport network3\nprint(network3.ReLU(-1.0), sys.argv[1:])\n"
        "sys.exit(3)\n"
    )
    done = network4("book", script, "--epochs", "2", cwd=tmp_path)
    assert done.stdout == "0.0 ['--epochs', '2']\n"
    assert done.returncode == 3


def test_a_module_beside_the_script_comes_first(tmp_path):
    (tmp_path / "network3.py").write_text("mine = True\n")
    (tmp_path / "program.py").write_text("import network3\nprint(network3.mine)\n")
    assert network4("book", "program.py", cwd=tmp_path).stdout == "True\n"


def test_a_prompt_finds_the_modules(tmp_path):
    done = network4(
        "book", cwd=tmp_path, stdin="import network3 as n\nprint(n.linear(5))\n"
    )
    assert "5" in done.stdout
    assert done.returncode == 0


def test_the_directory_is_printed(tmp_path):
    directory = Path(network4("book", "--path", cwd=tmp_path).stdout.strip())
    assert (directory / "network3.py").is_file()


def test_a_script_that_is_not_there_is_refused(tmp_path):
    done = network4("book", "nothing.py", cwd=tmp_path)
    assert done.returncode == 2
    assert "SCRIPT must be a file, received 'nothing.py'" in done.stderr


@pytest.mark.parametrize("name", ["network3", "network", "mnist_loader"])
def test_importing_network4_puts_no_such_name_in_anyones_way(name, tmp_path):
    code = f"import network4, importlib.util; print(importlib.util.find_spec('{name}'))"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "None\n"
