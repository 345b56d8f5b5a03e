"""`network4 read`: the digits in pictures."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from network4.cli.completion import complete_model
from network4.cli.output import check_is_another, json_option, note, print_json, say
from network4.cli.run_directory import ModelPath
from network4.cli.standard_input import STDIN, stdin_picture
from network4.cli.writing import check_can_write
from network4.errors import ArgumentError, Network4Error
from network4.text import counted, printable
from network4.utils.checks import check_number

if TYPE_CHECKING:
    from network4.reader import Digit, Reading, Sign

_DRAWN = ".png", ".jpg", ".jpeg"


@click.command()
@click.argument(
    "images",
    nargs=-1,
    metavar="IMAGE...",
    type=click.Path(path_type=Path),
)
@click.option(
    "--sample",
    "reads_sample",
    is_flag=True,
    help="Read the picture that comes with network4, in place of IMAGE.",
)
@click.option(
    "--model",
    type=ModelPath(),
    shell_complete=complete_model,
    help="File of a trained model, or latest for the newest run; default: the model "
    "that comes with network4.",
)
@click.option(
    "--expect-digits",
    "num_digits",
    type=click.IntRange(1),
    metavar="N",
    help="Number of digits in each picture; default: as many as are found.",
)
@click.option(
    "--digits-only",
    is_flag=True,
    help="Leave signs, such as points and dashes, out of the text, and say how many.",
)
@click.option(
    "--sure",
    type=float,
    metavar="P",
    help='Print "?" for each line whose confidence is below P, such as 0.99.',
)
@click.option(
    "--boxes",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the picture, a PNG or JPEG file, with a box around each digit found, "
    "and an orange box around what was left out.",
)
@json_option
def read(  # noqa: PLR0913  one parameter for each option
    images: tuple[Path, ...],
    reads_sample: bool,
    model: Path | None,
    num_digits: int | None,
    digits_only: bool,
    sure: float | None,
    boxes: Path | None,
    as_json: bool,
) -> None:
    """Read the handwritten digits in photographs or scans.

    IMAGE is a picture of digits in one or more lines, or - for standard input. The
    digits may be dark on light or light on dark, on plain, ruled or squared paper, or
    in the cells of a form. The signs . , - / : + and = among them are read, too. A
    digit of which the network is not sure is printed as "?". Other ink, such as lines
    of a form, is left out; --json lists it. A page that lies on its side or upside down
    is turned. With several pictures, each line of the answer begins with the name of
    its file. If a file has several pages, the first is read.

    \b
    Examples:
      network4 read photo.jpg
      network4 read photo.jpg --expect-digits 5 --boxes found.png
      network4 read scan1.png scan2.png --json
      network4 read form.jpg --sure 0.99
    """  # noqa: D301  click looks for a backspace, not for a backslash and a b
    from network4.cli.model_file import open_model
    from network4.reader import read as read_picture

    images = _pictures(images, reads_sample)
    if images.count(Path(STDIN)) > 1:
        raise ArgumentError(
            f"read: IMAGE must be {STDIN} once at most, received it "
            f"{images.count(Path(STDIN))} times; standard input is read only once."
        )
    if boxes is not None:
        _check_boxes(boxes, images)
        check_can_write("read: --boxes", boxes)
    if sure is not None:
        check_number("read", "--sure", sure, 0, 1)
    network = open_model(model)
    network.check_reads_digits("read")
    found: list[dict[str, Any]] = []
    failed: list[str] = []
    for image in images:
        try:
            picture = stdin_picture() if str(image) == STDIN else image
            reading = read_picture(
                picture, model=network, num_digits=num_digits, digits_only=digits_only
            )
        except Network4Error as error:
            if len(images) == 1 and not as_json:
                raise
            failed.append(_with_name(image, str(error)))
            note(failed[-1])
            continue
        name = f"{printable(str(image))}: " if len(images) > 1 else ""
        text = reading.text if sure is None else reading.text_if_sure(sure)
        say("\n".join(name + line for line in text.split("\n")))
        _note_changes(name, reading, sure)
        found.append({"image": str(image), "text": text, **_described(reading)})
        if boxes is not None:
            _draw(boxes, reading)
    if as_json:
        print_json({"readings": found, "failures": failed})
    if failed:
        raise Network4Error(f"read: {len(failed)} of {len(images)} were not read.")


def _pictures(images: tuple[Path, ...], reads_sample: bool) -> tuple[Path, ...]:
    """Return what is to be read; say where the sample is, so that one can look."""
    from network4.reader import SAMPLE_PICTURE

    if bool(images) == reads_sample:
        received = "both" if images else "neither"
        raise ArgumentError(
            f"read: IMAGE or --sample must be given, received {received}; give the "
            "path of a picture, or --sample for the picture that comes with network4."
        )
    if reads_sample:
        note(f"{SAMPLE_PICTURE}:")
        return (SAMPLE_PICTURE,)
    return images


def _with_name(image: Path, said: str) -> str:
    """Return a message about an image, with the image's name if that is missing."""
    name = printable(str(image))
    return said if f"received {name}" in said else f"{name}: {said}"


def _check_boxes(boxes: Path, images: tuple[Path, ...]) -> None:
    if len(images) > 1:
        raise ArgumentError(
            f"read: --boxes must be left out with more than one picture, received "
            f"{len(images)} pictures; read them one by one."
        )
    if boxes.suffix.lower() not in _DRAWN:
        raise ArgumentError(
            f"read: --boxes must end with {' or '.join(_DRAWN)}, received {boxes}."
        )
    check_is_another("read: --boxes", boxes, images, "IMAGE")


def _note_changes(name: str, reading: "Reading", sure: float | None) -> None:
    """Say how the page was turned, and how many signs and lines are not printed."""
    if reading.turned:
        note(f"{name}turned by {reading.turned} degrees clockwise")
    signs = sum(part.reason == "sign" for part in reading.left_out)
    if signs:
        note(f"{name}{counted(signs, 'sign')} left out")
    unsure = sum(each < (sure or 0) for each in reading.confidences)
    if unsure:
        lines = counted(len(reading.lines), "line")
        note(f'{name}{unsure} of {lines} printed as "?": less sure than {sure}')


def _described(reading: "Reading") -> dict[str, Any]:
    return {
        "turned": reading.turned,
        "lines": [[_described_part(part) for part in line] for line in reading.lines],
        "confidences": [round(each, 6) for each in reading.confidences],
        "left_out": [
            {"box": part.box, "reason": part.reason} for part in reading.left_out
        ],
    }


def _described_part(part: "Digit | Sign") -> dict[str, Any]:
    from network4.reader import Sign

    if isinstance(part, Sign):
        return {"text": part.text, "box": part.box, "sign": True}
    return {
        "text": part.text,
        "class": part.name,
        "box": part.box,
        "probabilities": [round(float(p), 6) for p in part.probabilities],
        "refused": part.is_refused,
    }


def _draw(path: Path, reading: "Reading") -> None:
    from network4.utils.files import atomic_path, write_or_rescue

    drawn = reading.drawn()

    def write(target: Path) -> None:
        with atomic_path(target) as temporary:
            drawn.save(temporary)

    write_or_rescue("read", path, write)
    note(f"{path}: {len(reading.digits)} digits in boxes")
