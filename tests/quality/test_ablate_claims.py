"""The steps that the ablation of claims switches off are called as they are in the project."""

import inspect

import pytest

from tests.quality.ablate_claims import STEPS


@pytest.mark.parametrize("step", [step for step, patches in STEPS.items() if patches])
def test_what_stands_in_for_a_step_is_called_like_it(step: str) -> None:
    for module, name, stand_in in STEPS[step]:
        assert list(inspect.signature(stand_in).parameters) == list(inspect.signature(getattr(module, name)).parameters)
