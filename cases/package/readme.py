"""The two README files of a package: what it is and how anybody checks it, with Pantau or by hand."""

from typing import Final

_INDONESIAN: Final = """PAKET RUJUKAN {package}
dari {office}, kasus {case}

Isi
  dossier.pdf      berkas untuk dibaca (dossier.docx: isi yang sama, untuk formulir kantor Anda)
  evidence/        bukti; masing-masing dengan manifest.json, manifest.sig, mungkin manifest.tsr (cap waktu)
  case.json        isi kasus yang disetujui, dan kata-katanya
  approvals.json   persetujuan yang ditandatangani; signers.json: siapa yang berwenang menandatangani
  custody.jsonl    rantai pengawasan: setiap langkah sejak kasus dibuka, terikat satu sama lain
  manifest.json    daftar semua berkas dengan SHA-256; manifest.sig: tanda tangan meja pengirim (Ed25519)
  seal.json        segel: keadaan cap waktu, ditandatangani
Ini penilaian manusia, bukan skor mesin. Semua rujukan hukum harus dipastikan ahli hukum.
{left_out}
Memeriksa dengan Pantau (tanpa jaringan, tanpa basis data)
  pantau verify PAKET.zip --key SIDIK
SIDIK adalah sidik kunci meja. Mintalah lewat jalan lain (telepon, tatap muka), jangan percaya yang tertulis
di dalam paket ini: siapa pun dapat membuat paket lain dengan kunci lain.

Memeriksa dengan tangan (openssl 3, coreutils), di folder hasil ekstraksi
  1. sha256sum -c SHA256SUMS
  2. base64 -d manifest.sig > manifest.bin
     openssl pkeyutl -verify -pubin -inkey desk-key.pem -rawin -in manifest.json -sigfile manifest.bin
  3. sidik kunci:
     openssl pkey -pubin -in desk-key.pem -outform DER | tail -c 32 | sha256sum
     harus sama dengan sidik yang Anda terima lewat jalan lain
  4. sha256sum SHA256SUMS; bandingkan dengan yang tertulis di manifest.json
Cara ini tidak memeriksa persetujuan dan rantai pengawasan; pantau verify memeriksanya.
"""

_ENGLISH: Final = """REFERRAL PACKAGE {package}
from {office}, case {case}

What it holds
  dossier.pdf      to be read (dossier.docx: the same, for your office's own form)
  evidence/        each piece with manifest.json, manifest.sig, perhaps manifest.tsr (time stamp)
  case.json        the case as approved, and its words
  approvals.json   signed approvals; signers.json: who was entitled to sign
  custody.jsonl    the custody log: every step since the case was opened, chained by hashes
  manifest.json    every file with its SHA-256; manifest.sig: the sending desk's signature (Ed25519)
  seal.json        the seal: what became of the time stamp, signed
People judged this, no score did. All references to law must be confirmed by a lawyer.
{left_out}
To check it with Pantau (no network, no database)
  pantau verify PACKAGE.zip --key FINGERPRINT
Ask the desk for the fingerprint of its key by another way (telephone, in person); do not trust the one that
stands in the package: anybody can make another package with another key.

To check it by hand (openssl 3, coreutils), in the folder where it was unpacked
  1. sha256sum -c SHA256SUMS
  2. base64 -d manifest.sig > manifest.bin
     openssl pkeyutl -verify -pubin -inkey desk-key.pem -rawin -in manifest.json -sigfile manifest.bin
  3. the key's fingerprint:
     openssl pkey -pubin -in desk-key.pem -outform DER | tail -c 32 | sha256sum
     must be the one that you were given by another way
  4. sha256sum SHA256SUMS; compare with what manifest.json says
This checks neither approvals nor the custody log; pantau verify does.
"""


def read_me(package: str, case: str, office: str, left_out: int) -> tuple[bytes, bytes]:
    """The Indonesian and the English text. `left_out`: how many evidence files stay at the desk."""
    told = {"package": package, "case": case, "office": office}
    ours = (
        f"{left_out} berkas asli tidak disertakan: penerima ini tidak memerlukan data pribadi di dalamnya.\n"
    )
    theirs = (
        f"{left_out} original files are left out: this recipient does not need the personal data in them.\n"
    )
    return (
        _INDONESIAN.format(**told, left_out=ours if left_out else "").encode(),
        _ENGLISH.format(**told, left_out=theirs if left_out else "").encode(),
    )
