import pytest

from core.urls import without_trackers


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("HTTPS://A.id?utm_source=x&b=1&fbclid=2#c3", "https://a.id/?b=1#c3"),
        ("https://a.id/?b&v=a/b&c=1;d=2&e=%E9", "https://a.id/?b&v=a/b&c=1;d=2&e=%E9"),  # not written anew
        ("https://a.id/?x=\ud800", "https://a.id/?x=\ud800"),
        ("halo", "halo"),
        ("https://[domain]/x", "https://[domain]/x"),
    ],
)
def test_an_address_without_trackers_is_as_it_was_written(url: str, plain: str) -> None:
    assert without_trackers(url) == plain
