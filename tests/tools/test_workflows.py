"""What the workflows call is there, and they try what the package promises."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MAKE = re.compile(r"(?:^|&& )make (\w+)")
MODULE = re.compile(r"python3? -m (tools\.\w+)")
SCRIPT = re.compile(r"(?:^| )(\.ci/\w+|tools/\w+\.py)")


def read(path):
    """Return a workflow; YAML 1.1 takes its key `on` for true."""
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in workflow.items()}


def workflow(name):
    return read(ROOT / ".github" / "workflows" / f"{name}.yml")


def commands(content):
    """Return every command that a workflow runs."""
    steps = [step for job in content["jobs"].values() for step in job.get("steps", [])]
    return [step["run"] for step in steps if "run" in step]


@pytest.fixture
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_there_are_workflows_for_tests_wheels_site_and_releases():
    names = [path.stem for path in WORKFLOWS]
    assert names == ["release", "site", "tests", "wheels"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_what_a_workflow_calls_is_there(path):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    for command in commands(read(path)):
        assert set(MAKE.findall(command)) <= targets, command
        modules = [name.replace(".", "/") + ".py" for name in MODULE.findall(command)]
        for name in (*modules, *SCRIPT.findall(command)):
            assert (ROOT / name).is_file(), command


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_do_no_more_than_it_must(path):
    content = read(path)
    assert content["permissions"] == {"contents": "read"}
    for name, job in content["jobs"].items():
        more = set(job.get("permissions", {}))
        assert more <= {"id-token", "pages"}, name
        assert bool(more) == (name == "publish"), name
        assert "uses" in job or job["timeout-minutes"] <= 90, name


def test_the_tests_run_on_every_python_that_is_promised(project):
    matrix = workflow("tests")["jobs"]["tests"]["strategy"]["matrix"]
    prefix = "Programming Language :: Python :: 3."
    said = [c for c in project["project"]["classifiers"] if c.startswith(prefix)]
    assert [f"3.{name.removeprefix(prefix)}" for name in said] == matrix["python"]
    assert project["project"]["requires-python"] == f">={matrix['python'][0]}"
    (lowest,) = [each for each in matrix["include"] if each["resolution"] != "highest"]
    assert (lowest["python"], lowest["resolution"]) == ("3.11", "lowest-direct")


def test_wheels_are_built_for_every_python_and_tried(project):
    matrix = workflow("tests")["jobs"]["tests"]["strategy"]["matrix"]
    built = project["tool"]["cibuildwheel"]
    tags = [f"cp{version.replace('.', '')}-*" for version in matrix["python"]]
    assert built["build"] == tags
    for options in (built, built["windows"]):
        (script,) = SCRIPT.findall(options["test-command"].replace("{project}/", ""))
        assert (ROOT / script).is_file()
    # Where GCC or Clang are the system's own, a wheel without the engine is a mistake.
    assert "--needs-native" in built["test-command"]
    assert "test-command" not in built["macos"]


def test_a_release_needs_the_tag_and_every_package():
    jobs = workflow("release")["jobs"]
    assert jobs["publish"]["needs"] == "packages"
    assert jobs["packages"]["needs"] == "tag"
    assert jobs["packages"]["uses"] == "./.github/workflows/wheels.yml"
    uploads = [
        step["with"]["name"]
        for job in workflow("wheels")["jobs"].values()
        for step in job["steps"]
        if "upload-artifact" in step.get("uses", "")
    ]
    (download, _) = jobs["publish"]["steps"]
    prefix = download["with"]["pattern"].removesuffix("*")
    assert len(uploads) == 2 and all(name.startswith(prefix) for name in uploads)
