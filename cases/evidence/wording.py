"""What codes of evidence mean, in the team's words: pages and dossier say the same."""

from collections.abc import Mapping
from typing import Final

LACKS: Final[Mapping[str, str]] = {
    "no_chromium": "tidak ada tangkapan layar: Chromium tidak terpasang",
    "render_failed": "tidak ada tangkapan layar: Chromium gagal menggambar halamannya",
    "screenshot_cut": "tangkapan layar dipotong: halamannya terlalu panjang (PDF memuat semuanya)",
    "no_http_response": "tidak ada respons HTTP: butir ini berasal dari berkas ekspor atau masukan tangan",
    "record_gone": "rekaman arsipnya hilang atau rusak; yang ada hanya teks dari basis data",
    "list_record": "situs memberi artikelnya di dalam daftar; gambar dibuat dari isi daftar itu, bukan dari "
    "halaman situs",
    "no_page": "respons arsipnya bukan halaman web; tidak digambar",
    "more_parts": "artikelnya lebih panjang; hanya beberapa halaman pertama yang digambar",
    "no_original": "teks asli sudah dihapus; yang ada hanya teks yang disamarkan",
    "gone": "saat diambil lagi, halamannya sudah tidak ada",
    "live_refused": "saat diambil lagi, situsnya menolak atau bermasalah",
    "live_failed": "saat diambil lagi, situsnya tidak terjangkau",
    "live_no_address": "tidak dapat diambil lagi: butir ini tidak punya alamat web",
}
"""what a piece of evidence does not hold, and why"""

STAMP_REASONS: Final[Mapping[str, str]] = {
    "unreachable": "otoritas cap waktu tidak terjangkau; periksa alamat, jaringan, atau PANTAU_ALLOW",
    "http": "otoritas cap waktu menjawab dengan kesalahan HTTP",
    "garbage": "jawaban otoritas bukan cap waktu RFC 3161",
    "refused": "otoritas cap waktu menolak permintaan",
    "no_roots": "sertifikat akar belum diatur (PANTAU_TSA_ROOTS); jawaban otoritas tidak dapat dipercaya",
    "bad_roots": "berkas sertifikat akar tidak terbaca (PANTAU_TSA_ROOTS)",
    "untrusted": "cap waktu tidak ditandatangani oleh otoritas yang dipercaya",
    "expired": "sertifikat otoritas cap waktu tidak berlaku pada waktu itu",
    "mismatch": "cap waktu bukan untuk bukti ini",
    "clock": "jam otoritas dan jam mesin ini berbeda lebih dari satu jam",
    "no_manifest": "manifes bukti hilang atau berubah; periksa ulang bukti ini",
}
"""why there is no good time stamp"""

FAULTS: Final[Mapping[str, str]] = {
    "missing": "hilang",
    "altered": "isinya berubah",
    "unreadable": "tidak terbaca",
    "malformed": "bentuknya bukan seperti yang dibuat sistem",
    "signature": "tanda tangan tidak cocok",
    "other_manifest": "bukan manifes yang tercatat di log pengawasan",
    "other_evidence": "milik bukti lain",
    "unlisted": "tidak tercantum di manifes",
    "stamp": "cap waktu bukan untuk manifes ini",
}
"""what is wrong with a file of evidence"""

REFUSALS: Final[Mapping[str, str]] = {
    "empty": "berkasnya kosong; pilih lagi",
    "sort": "jenis berkas tidak diterima; unggah PNG, JPEG, WebP, PDF, MP4, M4A atau Ogg",
    "large": "berkas terlalu besar: gambar sampai 12 MB, PDF sampai 25 MB, rekaman sampai 45 MB",
}
"""why a file that was brought is not taken"""
