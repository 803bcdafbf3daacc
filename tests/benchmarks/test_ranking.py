import numpy as np

from benchmarks.quality.ranking import _precision


def test_what_a_second_reading_found_counts_as_found_only_where_asked() -> None:
    low = np.concatenate([np.full(200, 0.9), np.zeros(4800)])  # of a draw of 4,702 more than 50 stand first
    high, hard = np.full(60, 0.5), np.zeros(300)
    assert _precision(high, low, hard).value == 0
    assert _precision(high, low, hard, low > 0).value == 1
    assert _precision(high, np.zeros(5000), hard).value == 1
