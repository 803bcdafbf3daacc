"""Reference data that several rooms read."""

import pytest

from core.reference import MissingReferenceError, gazetteer_rows, reference_text
from pipeline.geotag import gazetteer


def test_the_gazetteer_is_that_of_the_geotag_stage() -> None:
    assert {row["code"] for row in gazetteer_rows()} <= {entry.code for entry in gazetteer()}
    assert {"Muara Wahau", "Sangatta Utara"} <= {row["name"] for row in gazetteer_rows()}


def test_a_missing_file_is_named() -> None:
    with pytest.raises(MissingReferenceError, match=r"tiada\.csv: cannot be read .*fetch the repository"):
        reference_text("tiada.csv")
