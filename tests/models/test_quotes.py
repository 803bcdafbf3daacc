import pytest

from models.quotes import quoted_shares, quotes


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('dia bilang "bakar saja kantornya", saya kaget', ['"bakar saja kantornya"']),
        ("Kata pelaku, “kami akan datang malam ini”. Polisi: “kami tunggu”.",
         ["“kami akan datang malam ini”", "“kami tunggu”"]),
        ("dia bilang 'bakar saja kantornya', saya kaget", ["'bakar saja kantornya'"]),
        ("kata dia: ‘bakar saja kantornya’", ["‘bakar saja kantornya’"]),
        ("dia bilang *bakar saja kantornya*", ["*bakar saja kantornya*"]),
        ("ayo *bakar saja kantornya* malam ini", []),
        ("dia teriak \"ayo 'bakar saja rumahnya' sekarang juga\" lalu pergi",
         ["\"ayo 'bakar saja rumahnya' sekarang juga\""]),
        ('kain 3" dan pipa 2" habis', []),  # inches, nothing is said in between but one word
        ('judul "bebas" itu', []),  # one word: a name or irony
        ("tanpa kutipan sama sekali", []),
        ('"kutipan yang tidak pernah ditutup', []),
        ("", []),
    ],
)  # fmt: skip
def test_quotations_of_two_words_and_more_are_found(text: str, inside: list[str]) -> None:
    found = [text[start:end] for start, end in quotes(text)]
    assert found == inside or (not inside and all(len(one.split()) < 4 for one in found))


def test_the_share_is_of_words() -> None:
    shares = quoted_shares(['"bakar saja" katanya', "bakar saja", ""])
    assert shares.shape == (3, 1)
    assert shares[:, 0].tolist() == pytest.approx([2 / 3, 0, 0])
