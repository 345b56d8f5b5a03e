"""The commands and the Python of docs/ run, and print what the pages show.

They run at a small size: SMALLER says with what, and LEFT_OUT says what is not run, and
why. A command that is in neither fails.
"""

import re
import shlex
from pathlib import Path

import pytest
from command_line import network4
from documented import DOCS, Block, assert_prints, blocks_of, run_page
from pictures import written

from network4.cli import network4 as commands

if not DOCS.is_dir():
    pytest.skip("needs a checkout", allow_module_level=True)
PAGES = sorted({*DOCS.glob("*.md")} - {DOCS / "index.md"})  # a list of the others
# Options that let a command end soon, or keep it from opening a browser.
SMALLER = {
    "network4 evaluate": "",
    "network4 page -o digits.html": "",
    "network4 quiz": "-o quiz.html",
    "network4 quiz --random 200 --hard 0": "-o quiz.html",
    "network4 quiz --seed 1 -o quiz.html": "",
    "network4 read photo.jpg": "",
    "network4 read photo.jpg --boxes read.png": "",
    "network4 read photo.jpg --json": "",
    "network4 read photo.jpg --digits-only": "",
    "network4 read photo.jpg --expect-digits 4": "",
    "network4 read photo.jpg --sure 0.95": "",
    "network4 report --out report": "",
    "network4 reproduce beyond": "--budget 1s --jobs 1",
    "network4 reproduce fig_l2_relu fig_l2_sigmoid": "--budget 1s --jobs 1",
    "network4 reproduce fig_mini_batch fig_tanh_tries": "--budget 1s --jobs 1",
    "network4 reproduce outputs_4 outputs_10": "--budget 1s --jobs 1",
    "network4 train best --seed 3": "--data digits --epochs 1",
    "network4 train deep_fc": "--data digits --epochs 1",
    "network4 train quick --target 99.5": "--data digits --epochs 1",
    **{
        f"network4 train {name} --seed {seed} --threads 1 --out teacher-{number}": (
            "--data digits --epochs 1"
        )
        for number, (name, seed) in enumerate(
            [("teacher", 0), ("teacher", 1), ("teacher", 2), ("reader", 0)]
        )
    },
}
_READERS_OWN = "it trains on the reader's data; tests/cli/test_data_options.py has some"
_SHELLS = "a shell's own line; tests/cli/test_completion.py has bash read it"
LEFT_OUT = {
    "_NETWORK4_COMPLETE=fish_source network4 | source": _SHELLS,
    'eval "$(_NETWORK4_COMPLETE=bash_source network4)"': _SHELLS,
    'eval "$(_NETWORK4_COMPLETE=zsh_source network4)"': _SHELLS,
    "cat photo.jpg | network4 read -": "a pipe; tests/cli/test_read.py reads from one",
    "network4 train --data my_photos/": _READERS_OWN,
    "network4 train --data my_photos/ --size 32": _READERS_OWN,
    "network4 train --data train.csv": _READERS_OWN,
    "network4 train --data train.csv --label-column kind --size 20x28": _READERS_OWN,
    "python -m tools.parts --lines 9000 --out parts": (
        "it takes half an hour; tests/tools/test_parts.py runs a smaller one"
    ),
    "python -m tools.distil teacher-0 teacher-1 teacher-2 teacher-3 "
    "--parts parts --out student": (
        "it takes an hour and more; tests/tools/test_distil.py runs a smaller one"
    ),
    "python -m tools.make_shipped_model student": "it writes a model into the package",
}
# A few images and mini-batches serve as well to see that each picture is drawn.
FEW_IMAGES = {
    "train, validation = mnist.train, mnist.validation": (
        "train, validation = (\n"
        "    n4.Split(split.images[:2000], split.labels[:2000])\n"
        "    for split in (mnist.train, mnist.validation)\n"
        ")"
    ),
    "polling.poll(network.first_layers(), train.images, train.labels)": (
        "polling.poll(network.first_layers(), train.images, train.labels, count=10)"
    ),
}
NAMED = re.compile(r"`network4 (\w+)([^`\n]*)`")
SCRIPT = re.compile(r"`python -m ((?:benchmarks|tools)\.\w+)([^`\n]*)`")
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


def blocks(language):
    """Return all blocks of a language, each with the name of its page."""
    found = [(page.name, block) for page in PAGES for block in blocks_of(page)]
    return [(name, block) for name, block in found if block.language == language]


COMMANDS = {command: block for _, block in blocks("sh") for command in block.commands()}


def test_every_command_is_run_or_has_a_reason():
    assert set(COMMANDS) == {*SMALLER, *LEFT_OUT}


def test_every_block_is_of_a_language_that_is_run():
    languages = {block.language for page in PAGES for block in blocks_of(page)}
    assert languages == {"python", "sh"}


def test_the_python_of_every_page_is_run_by_a_test():
    tests = [
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py")
    ]
    running = "".join(text for text in tests if "run_page(" in text)
    assert [name for name, _ in blocks("python") if f'"{name}"' not in running] == []


def test_what_a_block_prints_is_shown_where_it_has_one_command():
    shown = [block for _, block in blocks("sh") if block.shown]
    assert shown
    assert [block.text for block in shown if len(block.commands()) > 1] == []


@pytest.mark.parametrize("shown", ["2.1\n", "2...\n"])
def test_what_is_printed_as_shown_is_right(shown):
    assert_prints(Block("python", "", shown), "2.1\n")


@pytest.mark.parametrize(("shown", "printed"), [("2.0", "2.1"), ("", "1"), ("1", "")])
def test_what_is_printed_otherwise_is_found(shown, printed):
    with pytest.raises(AssertionError, match="is shown with"):
        assert_prints(Block("python", "", shown), printed)


@pytest.mark.parametrize("command", SMALLER)
def test_a_command_runs_and_prints_what_is_shown(command, mnist_directory, tmp_path):
    written(["2015"], shape=(160, 420)).save(tmp_path / "photo.jpg")
    _, *arguments = shlex.split(f"{command} {SMALLER[command]}")
    done = network4(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    if COMMANDS[command].shown:
        assert_prints(COMMANDS[command], done.stdout)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_options_that_a_sentence_names_are_those_of_the_command(page):
    missing = []
    for name, rest in NAMED.findall(page.read_text(encoding="utf-8")):
        known = {
            option
            for parameter in commands.commands[name].params
            for option in (*parameter.opts, *parameter.secondary_opts)
        }
        missing += [(name, each) for each in OPTION.findall(rest) if each not in known]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_options_that_a_sentence_names_are_those_of_the_script(page):
    missing = []
    for module, rest in SCRIPT.findall(page.read_text(encoding="utf-8")):
        script = DOCS.parent / f"{module.replace('.', '/')}.py"
        text = script.read_text(encoding="utf-8")
        missing += [each for each in OPTION.findall(rest) if f'"{each}"' not in text]
    assert missing == []


def test_a_file_of_another_program_is_read(tmp_path):
    pytest.importorskip("onnx")
    from network4.export import write_onnx
    from network4.model import load_model

    write_onnx(tmp_path / "elsewhere.onnx", load_model())
    run_page("formats.md", tmp_path)
    assert load_model(tmp_path / "mine.safetensors").network == load_model().network


@pytest.mark.slow
def test_the_lines_draw_all_pictures_of_a_few_images(mnist_directory, tmp_path):
    run_page("shown.md", tmp_path, instead=FEW_IMAGES)
    kept = [path.name for path in (DOCS / "shown").iterdir()]
    assert sorted(path.name for path in tmp_path.glob("*.png")) == sorted(kept)
