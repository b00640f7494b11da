"""The workflows of the public host cannot run here: what can be said of them is that they name what is there."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click import Command, Group

from flows.cli import cli
from tests.building import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def steps(workflow: Path) -> list[dict[str, object]]:
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def lines(workflow: Path) -> list[str]:
    return [line for step in steps(workflow) for line in str(step.get("run", "")).splitlines()]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_actions_are_pinned_to_a_commit(workflow: Path) -> None:
    used = [str(step["uses"]) for step in steps(workflow) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action) for action in used), used


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_nothing_is_permitted_but_what_a_job_asks_for(workflow: Path) -> None:
    content = yaml.safe_load(workflow.read_text("utf-8"))
    assert content["permissions"] == {}
    assert all("permissions" in job for job in content["jobs"].values())


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_make_targets_exist(workflow: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {name for line in lines(workflow) if line.startswith("make ") for name in line.split()[1:]}
    assert named
    assert named <= targets


def test_commands_and_their_options_exist() -> None:
    found = [shlex.split(line)[1:] for file in WORKFLOWS for line in lines(file) if "bin/alliance " in line]
    assert {arguments[0] for arguments in found} == {"build", "release", "verify"}
    for name, *arguments in found:
        assert isinstance(cli, Group)
        command: Command = cli.commands[name]
        known = {option for parameter in command.params for option in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("--")} <= known


def test_workflows_follow_the_schema_of_the_host() -> None:
    pytest.importorskip("check_jsonschema")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    looked = subprocess.run([*command, *map(str, WORKFLOWS)], capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stdout


@pytest.mark.skipif(shutil.which("actionlint") is None, reason="actionlint is a program of its own")
def test_workflows_pass_actionlint() -> None:
    looked = subprocess.run(["actionlint", *map(str, WORKFLOWS)], capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stdout
