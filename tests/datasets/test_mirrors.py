import contextlib
import io
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from network4.datasets import mirrors
from network4.datasets.mirrors import download
from network4.errors import DataError, DataNotFoundError

BODY = b"good" * 1000


class Answers(BaseHTTPRequestHandler):
    """/good/, /wrong/, /short/ and /endless/ answer so; anything else is a 404."""

    def do_GET(self):
        kind = self.path.split("/")[1]
        body = {"good": BODY, "short": BODY, "wrong": b"other", "endless": BODY}.get(
            kind
        )
        if body is None:
            self.send_error(404)
            return
        self.send_response(200)
        if kind != "endless":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:-9] if kind == "short" else body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def is_good(path):
    if path.read_bytes() != BODY:
        raise DataError(f"{path}: must be good.")


@pytest.mark.parametrize("first", ["gone/", "wrong/", "short/"])
def test_the_second_mirror_serves_when_the_first_fails(server, tmp_path, first):
    target = tmp_path / "cache" / "file.gz"
    download("file.gz", target, is_good, (server + first, server + "good/"))
    assert target.read_bytes() == BODY
    assert list(target.parent.iterdir()) == [target]


def test_the_first_mirror_that_serves_is_the_last_asked(server, tmp_path):
    unreachable = "http://127.0.0.1:1/"
    download("file.gz", tmp_path / "file.gz", is_good, (server + "good/", unreachable))
    assert (tmp_path / "file.gz").read_bytes() == BODY


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("wrong/", "wrong/: file.gz: must be good"),
        ("short/", "short/: (announced 4,000 bytes, received 3,991|.*IncompleteRead)"),
        ("gone/", "gone/: HTTP Error 404: Not Found"),
        ("endless/", "endless/: must send at most 2,000 bytes, received more"),
    ],
)
def test_failures_name_every_mirror_and_leave_no_file(
    server, tmp_path, monkeypatch, kind, words
):
    if kind == "endless/":
        monkeypatch.setattr(mirrors, "LARGEST_DOWNLOAD", 2000)
    unreachable = "http://127.0.0.1:1/"
    with pytest.raises(DataNotFoundError, match=words) as caught:
        download("file.gz", tmp_path / "file.gz", is_good, (server + kind, unreachable))
    assert f"{unreachable}: <urlopen error" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_download_never_harms_the_file_before_it(server, tmp_path):
    target = tmp_path / "file.gz"
    target.write_bytes(b"before")
    with pytest.raises(DataNotFoundError):
        download("file.gz", target, is_good, (server + "wrong/",))
    assert target.read_bytes() == b"before"


def test_a_cache_that_cannot_be_made_is_one_sentence(server, tmp_path):
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(
        DataNotFoundError, match=r"good/: .*(Not a directory|File exists)"
    ):
        download("a", tmp_path / "cache" / "a", is_good, (server + "good/",))


def test_the_progress_bar_stays_away_from_pipes(server, tmp_path, capsys):
    download("file.gz", tmp_path / "file.gz", is_good, (server + "good/",))
    assert capsys.readouterr() == ("", "")


def test_a_mirror_that_never_answers_is_given_up(tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(mirrors, "TIMEOUT_SECONDS", 0.2)
        mute = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(DataNotFoundError, match="timed out"):
            download("file", tmp_path / "file", lambda path: None, (mute,))
    assert list(tmp_path.iterdir()) == []


def test_the_mirrors_are_asked_in_the_order_agreed():
    assert [m.split("/")[2:4] for m in mirrors.MIRRORS] == [
        ["ossci-datasets.s3.amazonaws.com", "mnist"],
        ["storage.googleapis.com", "cvdf-datasets"],
    ]


def test_a_terminal_sees_the_progress(server, tmp_path, monkeypatch):
    terminal = io.StringIO()
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    download("file.gz", tmp_path / "file.gz", is_good, (server + "good/",))
    assert "file.gz" in terminal.getvalue()
    assert "4.0/4.0 kB" in terminal.getvalue()


REDIRECTED_TO = {
    "file": "file:///etc/passwd",
    "ftp": "ftp://127.0.0.1:1/a",
    "data": "data:,good",
    "round": "/round/again",
}


class Trickles(BaseHTTPRequestHandler):
    """/body/ and /headers/ come byte by byte; others are redirected or lie."""

    def do_GET(self):
        kind = self.path.split("/")[1]
        if kind == "escapes":
            self.wfile.write(b"HTTP/1.0 500 \x1b[2Jno\r\n\r\n")
        elif kind in REDIRECTED_TO:
            self.send_response(302)
            self.send_header("Location", REDIRECTED_TO[kind])
            self.end_headers()
        elif kind == "headers":
            self.trickle(b"HTTP/1.0 200 OK\r\nA: ")
        else:
            announced = {"large": 2**40, "absurd": "9" * 5000}.get(kind, 4000)
            self.send_response(200)
            self.send_header("Content-Length", str(announced))
            self.end_headers()
            self.trickle(BODY)

    def trickle(self, content):
        with contextlib.suppress(OSError):  # the client has gone
            self.wfile.write(content[:1])
            while not self.server.is_over.wait(0.05):
                self.wfile.write(b"a")

    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def slow_server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Trickles) as running:
        running.is_over = threading.Event()
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.is_over.set()
        running.shutdown()
        thread.join()


@pytest.mark.parametrize("kind", ["body/", "headers/"])
def test_a_mirror_that_sends_little_is_given_up(
    slow_server, server, tmp_path, monkeypatch, kind
):
    monkeypatch.setattr(mirrors, "GRACE_SECONDS", 0.3)
    began = time.monotonic()
    download(
        "file.gz", tmp_path / "file.gz", is_good, (slow_server + kind, server + "good/")
    )
    assert time.monotonic() - began < 5
    assert (tmp_path / "file.gz").read_bytes() == BODY
    words = r"must send at least 5,000 bytes a second, received \d+ in 0 seconds"
    with pytest.raises(DataNotFoundError, match=words):
        download("file.gz", tmp_path / "file.gz", is_good, (slow_server + kind,))
    assert [path.name for path in tmp_path.iterdir()] == ["file.gz"]


def test_a_mirror_that_is_never_done_is_given_up(slow_server, tmp_path, monkeypatch):
    monkeypatch.setattr(mirrors, "LEAST_RATE", 0)
    monkeypatch.setattr(mirrors, "MOST_SECONDS", 0.3)
    with pytest.raises(DataNotFoundError, match=r"must be done in 0\.3 seconds"):
        download("file.gz", tmp_path / "file.gz", is_good, (slow_server + "body/",))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("file/", "'file:///etc/passwd' is not allowed"),
        ("ftp/", "unknown url type: ftp"),
        ("data/", "'data:,good' is not allowed"),
        ("round/", "infinite loop"),
        ("large/", "must send at most 67,108,864 bytes, received more"),
        ("absurd/", "must send at least 5,000 bytes a second"),
        ("escapes/", r"\\x1b\[2Jno"),
    ],
)
def test_what_a_mirror_may_not_do(slow_server, tmp_path, monkeypatch, kind, words):
    monkeypatch.setattr(mirrors, "GRACE_SECONDS", 0.3)
    with pytest.raises(DataNotFoundError, match=words) as caught:
        download("file.gz", tmp_path / "file.gz", is_good, (slow_server + kind,))
    assert str(caught.value).isprintable()
    assert list(tmp_path.iterdir()) == []
