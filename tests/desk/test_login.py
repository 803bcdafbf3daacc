"""Login in the browser's place."""

from tests.desk.conftest import PASSWORD, Client


def test_without_login_every_page_leads_to_it(client: Client) -> None:
    answer = client().get("/antrean")
    assert answer.status_code in (303, 404)


def test_the_login_page_has_no_inline_script(client: Client) -> None:
    answer = client().get("/masuk")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "<script>" not in answer.text


def test_a_wrong_password_is_told(client: Client) -> None:
    nobody = client()
    nobody.get("/masuk")
    answer = nobody.post(
        "/masuk", data={"csrf": nobody.cookies["masuk"], "name": "siapa", "password": PASSWORD}
    )
    assert answer.status_code == 403
    assert "salah" in answer.text
