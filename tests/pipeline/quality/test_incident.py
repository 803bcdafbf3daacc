"""The model against the words alone, on news that neither was made from."""

from models.training.incident_news import News, news
from pipeline.incident import find_incident, judge
from pipeline.quality.incident import Answer, answers, by_model, by_words, figures
from tests.pipeline.test_incident import PUBLISHED


def test_the_shares() -> None:
    given = [
        Answer("clash", "clash"),
        Answer("clash", "mob"),
        Answer("protest_peaceful", "none"),
        Answer("protest_peaceful", "protest_violent"),
        Answer("none", "attack"),
        Answer("none", "none"),
    ]
    values = {one.name: (one.value, one.n) for one in figures("x", given)}
    assert values == {
        "x.found": (3 / 4, 4),
        "x.right": (3 / 4, 4),
        "x.type": (1 / 3, 3),
        "x.peaceful_kept": (1 / 2, 2),
    }


def test_the_model_beats_the_words_alone() -> None:
    texts = news("measure")
    model = {one.name: one.value for one in figures("x", answers(texts, by_model))}
    words = {one.name: one.value for one in figures("x", answers(texts, by_words))}
    for name in ("x.found", "x.right", "x.type"):
        assert model[name] > words[name], name


def test_in_doubt_the_confidence_is_lower() -> None:
    from core.record import RoleName
    from pipeline.geotag import places_of

    def confidence(one: News) -> float:
        places = places_of(one.title, one.text, local=True)
        found = find_incident(one.title, one.text, places, PUBLISHED, RoleName.REPORT)
        assert found is not None
        return found.confidence

    events = [one for one in news("measure") if by_model(one) != "none"]
    sure = [confidence(one) for one in events if (said := judge(one.title, one.text)) and said.sure]
    doubt = [confidence(one) for one in events if (said := judge(one.title, one.text)) and not said.sure]
    assert doubt
    assert max(doubt) < max(sure)
    assert sum(doubt) / len(doubt) < sum(sure) / len(sure)
