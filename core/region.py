"""The region that Pantau is made for. Another one begins by changing this, and the data that goes with it."""

from typing import Final

REGENCY: Final = "64.08"
"""Kemendagri code of Kutai Timur; the codes of its kecamatan and desa begin with it"""

ZONE: Final = "Asia/Makassar"
"""its time zone (WITA)"""
