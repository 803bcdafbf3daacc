"""The region that Pantau is made for. Another regency begins by changing this and the data of its own."""

from typing import Final

REGENCY: Final = "64.08"
"""Kemendagri code of Kutai Timur; the codes of its kecamatan and desa begin with it"""
