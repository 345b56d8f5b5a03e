import json
import re

import pytest
from command_line import network4


def test_a_seed_asks_the_same_digits_again(mnist_directory, tmp_path):
    asked = []
    for seed in (3, 3, 4):
        done = network4("quiz", "--seed", seed, "-o", tmp_path / "q.html", "--json")
        assert done.returncode == 0, done.stderr
        assert "no record" not in done.stderr  # the one that comes with network4
        asked.append(json.loads(done.stdout))
    assert asked[0] == asked[1]
    assert asked[0]["indices"] != asked[2]["indices"]
    assert sum(asked[0]["is_hard"]) == 20 and len(asked[0]["indices"]) == 40


def test_the_page_holds_as_many_digits_as_were_asked_for(mnist_directory, tmp_path):
    out = tmp_path / "q.html"
    done = network4("quiz", "--random", 5, "--hard", 2, "-o", out)
    assert done.returncode == 0, done.stderr
    page = out.read_text(encoding="utf-8")
    held = json.loads(re.search(r'id="quiz">(.*?)</script>', page)[1])
    assert len(held["digits"]) == 7
    assert sum(digit["isHard"] for digit in held["digits"]) == 2
    assert "7 of MNIST&#x27;s test digits" in page


@pytest.mark.parametrize(
    "words, said",
    [
        (("--random", 0, "--hard", 0), "must not both be 0"),
        (("--data", "digits"), "quiz: --data must be the whole of MNIST"),
        (("--data", "nowhere"), "received 'nowhere'"),
        (("--hard", 51), "51 is not in the range"),
        (("--seed", -1), "-1 is not in the range"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(words, said, tmp_path):
    done = network4("quiz", *words, "-o", tmp_path / "q.html")
    assert done.returncode in (1, 2)
    assert said in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "q.html").exists()


def test_without_a_record_the_model_that_comes_along_answers(mnist_directory, tmp_path):
    errors = []
    for more in (("--results", tmp_path), ()):
        done = network4("quiz", *more, "-o", tmp_path / "q.html", "--json")
        assert done.returncode == 0, done.stderr
        assert ("has no record of ensemble_5" in done.stderr) == bool(more)
        errors.append(json.loads(done.stdout)["rival_wrong"])
    assert errors == [30, 35]  # 99.70% and 99.65% of 10,000, as the README has them
