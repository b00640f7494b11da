"""The bytes of a batch, brought along to where its files are out of reach."""

import json
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

from flows.settings import BuildSettings
from flows.storage.batches.extract import PartSettings, build_part
from flows.storage.batches.loading import brought_along
from flows.storage.parts.stored import adopt_part
from flows.storage.planning.plan import Plan, make_plan
from flows.storage.steps import part_settings
from tests.building import ARTICLE
from tests.packing import jsonl, packed


def planned(raw: Path, tmp_path: Path) -> tuple[Plan, PartSettings]:
    """Plan files, one with a sidecar, and records of a container."""
    (raw / "good.json").write_text(json.dumps({"publisher": "The Harbour Post"}))
    records = jsonl(*({"text": f"{ARTICLE}\nNumber {number}.", "title": "A Title"} for number in range(3)))
    (raw / "many.jsonl.gz").write_bytes(packed(records, ".jsonl.gz"))
    (raw / "gone.txt").write_text("It was here when the run was planned.")
    settings = BuildSettings((raw,), tmp_path / "output")
    plan = make_plan(settings)
    return plan, part_settings(settings, plan)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_batch_brought_along_makes_the_same_part_where_its_files_are_not(raw: Path, tmp_path: Path) -> None:
    plan, how = planned(raw, tmp_path)
    (batch,) = plan.batches()
    (raw / "gone.txt").unlink()
    here = build_part(batch, how)
    sent = pickle.dumps(brought_along(batch, how.max_bytes))
    shutil.rmtree(raw)
    there = build_part(pickle.loads(sent), replace(how, parts_dir=tmp_path / "elsewhere"))
    assert here.part is not None and there.part is not None
    assert here.part.rows["documents"] == 4
    assert here.passing == there.passing
    assert [reject.reason for reject in there.passing] == ["vanished"]
    assert here.part.name == there.part.name
    assert files(here.part.folder) == files(there.part.folder)


def test_a_part_made_elsewhere_is_stored_as_one_made_here(raw: Path, tmp_path: Path) -> None:
    plan, how = planned(raw, tmp_path)
    there = build_part(plan.batches()[0], how).part
    assert there is not None
    adopted = adopt_part(tmp_path / "parts" / there.name, files(there.folder))
    assert replace(adopted, folder=there.folder) == there
    assert files(adopted.folder) == files(there.folder)
