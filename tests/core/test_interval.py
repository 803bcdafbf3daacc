"""Bounds of shares and quantiles, beside those of other libraries."""

import numpy as np
import pytest
from scipy.stats import binomtest

from core.interval import quantile, wilson


def test_wilson_is_that_of_scipy() -> None:
    for good, n in ((0, 1), (1, 1), (0, 30), (8, 10), (45, 60), (3, 999)):
        theirs = binomtest(good, n).proportion_ci(method="wilson")
        assert wilson(good, n) == pytest.approx((theirs.low, theirs.high), abs=1e-12)
    assert wilson(0, 0) == (0, 1)


def test_so_many_values_do_not_exceed_the_quantile_and_no_smaller_one_does() -> None:
    for n in range(1, 200):
        values = [float(one) for one in np.random.default_rng(n).permutation(n)]
        assert quantile(values, 0.9) == -(-9 * n // 10) - 1, n  # the value of this rank, from 0
    assert quantile([float(n) for n in range(1, 11)], 0.9) == 9
    assert quantile([5.0], 0.9) == 5
    assert quantile([], 0.9) is None
