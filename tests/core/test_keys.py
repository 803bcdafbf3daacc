import os
import stat
import threading
from pathlib import Path

import pytest

from core.keys import AUTHOR, NAMES, KeysError, author_hasher, author_key, load_key, problems


def test_a_key_is_made_once_with_modes_that_keep_others_out(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "keys"
    key = load_key(folder, AUTHOR)
    assert len(key) == 32
    assert load_key(folder, AUTHOR) == key
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "author.key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["author.key"]  # no draft left behind
    assert problems(folder, [AUTHOR]) == []
    assert "pantau desk" in problems(folder)[0]
    assert len({load_key(folder, name) for name in NAMES}) == len(NAMES)
    assert problems(folder) == []


def test_many_first_starts_at_once_end_with_one_key(tmp_path: Path) -> None:
    keys: list[bytes] = []
    starters = [
        threading.Thread(target=lambda: keys.append(load_key(tmp_path / "keys", AUTHOR))) for _ in range(8)
    ]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1


def test_an_author_is_one_within_a_stage_and_another_in_the_next(tmp_path: Path) -> None:
    hashed = author_hasher(tmp_path / "keys")
    campaign = hashed("Warga Contoh", "pilkada-2024/kampanye")
    assert len(campaign) == 16
    assert set(campaign) <= set("0123456789abcdef")
    assert hashed("@warga  contoh", "pilkada-2024/kampanye") == campaign
    assert hashed("Warga Contoh", "pilkada-2024/masa-tenang") != campaign
    assert hashed("Warga Lain", "pilkada-2024/kampanye") != campaign
    assert hashed("  @ ", "pilkada-2024/kampanye") == ""
    assert author_key(b"\0" * 32, "Warga Contoh", "pilkada-2024/kampanye") != campaign  # the key matters


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "keys"
    load_key(folder, AUTHOR)
    (folder / "author.key").chmod(mode)
    with pytest.raises(KeysError, match=rf"author\.key: mode {mode:o} .*chmod 600"):
        load_key(folder, AUTHOR)
    assert "chmod 600" in problems(folder)[0]


def test_a_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    load_key(tmp_path / "keys", AUTHOR)
    (tmp_path / "keys").chmod(0o755)
    with pytest.raises(KeysError, match=r"mode 755 .*chmod 700"):
        load_key(tmp_path / "keys", AUTHOR)
    assert "chmod 700" in problems(tmp_path / "keys")[0]


def test_a_damaged_or_odd_key_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    load_key(folder, AUTHOR)
    path = folder / "author.key"
    path.write_bytes(b"short")
    with pytest.raises(KeysError, match="5 bytes instead of 32"):
        load_key(folder, AUTHOR)
    path.unlink()
    path.symlink_to(tmp_path)
    with pytest.raises(KeysError, match="not a plain file"):
        load_key(folder, AUTHOR)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_key_is_refused(tmp_path: Path) -> None:
    load_key(tmp_path / "keys", AUTHOR)
    (tmp_path / "keys" / "author.key").chmod(0)
    with pytest.raises(KeysError, match="cannot be read"):
        load_key(tmp_path / "keys", AUTHOR)


def test_looking_for_problems_makes_nothing(tmp_path: Path) -> None:
    assert "made at the first" in problems(tmp_path / "keys")[0]
    assert not (tmp_path / "keys").exists()
    (tmp_path / "keys").mkdir(mode=0o700)
    assert "not there" in problems(tmp_path / "keys")[0]
    with pytest.raises(KeysError, match="no key is called 'mahkota'"):
        load_key(tmp_path / "keys", "mahkota")
