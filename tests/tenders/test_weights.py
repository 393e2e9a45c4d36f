"""Weights: features add up for every class apart, in any order."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.tenders.weights import LinearModel

WEIGHTS = st.dictionaries(
    st.sampled_from(["award", "awarded", "other", "yes", "no"]),
    st.dictionaries(
        st.sampled_from(["bias", "a<3", "b<c", "c>s", "prep=to"]),
        st.floats(-50, 50, allow_nan=False).map(lambda weight: round(weight, 2)),
    ),
)


@given(WEIGHTS, st.sets(st.sampled_from(["a<3", "b<c", "c>s", "prep=to", "unknown"])))
def test_each_class_has_the_sum_of_its_own_weights(weights: dict[str, dict[str, float]], features: set[str]) -> None:
    scores = LinearModel(weights).scores(features)
    assert scores == pytest.approx(
        {name: sum(table.get(feature, 0.0) for feature in {"bias", *features}) for name, table in weights.items()}
    )


def test_the_order_of_features_changes_nothing() -> None:
    generator = random.Random(8)
    features = [f"feature{number}" for number in range(200)]
    model = LinearModel({name: {f: round(generator.gauss(0, 1), 2) for f in features} for name in ("yes", "no")})
    first = model.scores(features)
    for _ in range(20):
        generator.shuffle(features)
        assert model.scores(features) == first


def test_probabilities_add_up_to_one_however_strong_the_weights() -> None:
    model = LinearModel({"yes": {"sure": 5000.0}, "no": {"never": -5000.0}})
    assert math.isclose(sum(model.probabilities(["sure", "never"]).values()), 1.0)
    assert model.probability(["sure"]) == 1.0
    assert LinearModel({}).probability(["sure"]) == 0.0
