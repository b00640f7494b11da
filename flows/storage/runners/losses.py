"""What is done when a worker is lost with its batch: the article at fault is found and rejected, the rest goes on."""

from dataclasses import dataclass

from flows.reading.article import Reject
from flows.storage.batches.extract import Batch, Built, article_event
from flows.storage.keys.items import PlannedItem


class WorkerError(RuntimeError):
    """Work cannot be done for a reason that is no article's fault; the message says why."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A worker that is gone with its batch.

    `place`: of the article at work, -1 where there was none or nobody knows; `how`: what befell it ("its process was
    ended by SIGKILL"); `too_long`: how long the article took, if it was ended for that.
    """

    batch: Batch
    place: int
    how: str
    too_long: str | None = None


def after_loss(loss: Loss) -> tuple[list[Batch], list[Built]]:
    """Return what is still to be done of a lost batch, and what is to be said of the article at work."""
    batch, place = loss.batch, loss.place
    if loss.too_long and place >= 0:
        return _pieces(batch[:place], batch[place + 1 :]), [_rejected(batch[place], "timeout", loss.too_long)]
    if len(batch) == 1:
        return [], [_rejected(batch[0], "crashed", loss.how)]
    if place < 0:
        # It was lost over all the rows together, where fewer need less; or it is not known over which article.
        return _pieces(batch[: len(batch) // 2], batch[len(batch) // 2 :]), []
    return _pieces(batch[place : place + 1], batch[:place], batch[place + 1 :]), []


def _pieces(*batches: Batch) -> list[Batch]:
    return [batch for batch in batches if batch]


def _rejected(planned: PlannedItem, reason: str, detail: str) -> Built:
    reject: Reject = planned.item.reject("extract", reason, detail, planned.sha256)
    return Built(None, (reject,), (article_event(planned, reject, 0.0),))
