"""What is checked of a dataset before it is released. Other processes do it, which have no need of Prefect."""

from flows.storage.dataset.checks import CheckReport, check_dataset
from flows.storage.dataset.manifest import Dataset
from flows.storage.raw.texts import RawTexts


def check(dataset: Dataset) -> CheckReport:
    """Check all of a dataset, and prove its rows by the raw text."""
    return check_dataset(dataset.folder, RawTexts(dataset.manifest))


def check_rows_alone(dataset: Dataset) -> CheckReport:
    """Check all of a dataset but what only the raw text proves."""
    return check_dataset(dataset.folder)


def prove(dataset: Dataset) -> CheckReport:
    """Prove the rows of a dataset by the raw text; schemas and what stands between rows are checked elsewhere."""
    parts = {file.stem for file in dataset.folder.glob("*/*.parquet")}
    return check_dataset(dataset.folder, RawTexts(dataset.manifest), parts)
