"""What stands in the header, by what the user may do."""

from dataclasses import dataclass
from typing import Final

from desk.people.accounts import User
from desk.people.roles import Permission


@dataclass(frozen=True, slots=True)
class Link:
    """One page of the menu; the label is Indonesian."""

    path: str
    label: str
    may: Permission | None


LINKS: Final = (
    Link("/antrean", "Antrean", Permission.READ),
    Link("/menyebar", "Belum terverifikasi", Permission.READ),
    Link("/klaim", "Klaim", Permission.READ),
    Link("/peristiwa", "Peristiwa", Permission.READ),
    Link("/kasus", "Kasus", Permission.CASES),
    Link("/laporan", "Laporan", Permission.COUNTS),
    Link("/peta", "Peta", Permission.COUNTS),
    Link("/tempel", "Tempel teks", Permission.ENTER),
    Link("/unggah", "Unggah", Permission.ENTER),
    Link("/sumber", "Sumber", Permission.COUNTS),
    Link("/penolakan", "Penolakan", Permission.REJECTIONS),
    Link("/model", "Model", Permission.COUNTS),
    Link("/mutu", "Mutu", Permission.OVERSEE),
    Link("/pengganti", "Pengganti", Permission.DEPUTE),
    Link("/latihan", "Latihan", None),
    Link("/jejak", "Jejak audit", Permission.AUDIT),
    Link("/akun", "Akun", Permission.ACCOUNTS),
    Link("/bantuan", "Bantuan", None),
)


def menu(user: User) -> list[Link]:
    """The pages that this user may open, in order."""
    return [link for link in LINKS if link.may is None or user.may(link.may)]
