"""Lines that pages put between and after the paragraphs of an article, on any Indonesian or English site.

Each list is one alternative a line, matched from the beginning of a block, in any case.
"""

import re

DATELINE_MAX = 75  # characters
CAPTION_MAX = 600  # characters
POINTER_MAX = 260  # characters; a longer block that begins so is a paragraph
CREDIT_MAX = 120
PROMOTION_MAX = 400
CONSENT_MAX = 500
WIDGET_MAX = 60
DATED_MAX = 140


def _begins(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"^[\W_]*(?:{'|'.join(alternatives)})", re.I)


def _is(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"^[\W_]*(?:{'|'.join(alternatives)})[\W_]*$", re.I)


_POINTER = _begins(
    r"(?:baca|simak|lihat|tonton|saksikan|cek|klik|dengar(?:kan)?)\s*(?:juga|jg|pula|artikel|berita|video)\b",
    r"baca\s*:",
    r"(?:baca|simak|lihat)\s+(?:(?:artikel|berita|informasi)\s+)?(?:asli|selengkapnya|lengkap)\b",
    r"(?:simak|saksikan|lihat|tonton)!?\s+(?:\w+\s+)?(?:video|foto|infografis|live)\b",
    r"(?:yuk|ayo|mari)\b[,!]?\s*(?:simak|baca|tonton|saksikan|lihat)\b",
    r"(?:berita|artikel)\s+(?:terkait|lainnya|lain|populer|pilihan)\b\W*$",
    r"(?:terkait|related)\s*:",
    r"pilihan\s+(?:editor|redaksi)\b",
    r"rekomendasi\s+(?:untuk|berita)\b",
    r"jangan\s+lewatkan\b",
    r"selengkapnya\b",
    r"klik\s+(?:di\s*sini|link|tautan|banner|untuk\s+baca)\b",
    r"konten\s+selanjutnya",
    r"tautan\s+telah\s+disalin",
    r"lanjut(?:kan)?\s+(?:ke\s+)?(?:membaca|baca|halaman)\b",
    r"(?:lihat|view)\s+(?:postingan|this\s+post)\b",
    r"(?:sebuah\s+)?(?:kiriman|post(?:ingan)?)\s+(?:dibagikan|shared)\b",
    r"a\s+post\s+shared",
    r"also\s+read|read\s+(?:also|more)|see\s+also",
)
_PROMOTION = _begins(
    r"dapatkan\s+(?:update|berita|informasi|kabar|info)\b",
    r"ikuti\s+(?:terus\s+)?(?:berita|kami|saluran|channel|kanal|info\w*|update|media)\b",
    r"(?:mari|ayo|yuk)[,!]?\s+(?:bergabung|gabung|ikuti)\b",
    r"follow\s+(?:berita|us|akun|kami)\b",
    r"gabung\s+(?:di\s+)?(?:grup|saluran|channel)\b",
    r"simak\s+(?:breaking\s+news|berita|informasi|kabar)\b",
    r"update\s+(?:berita|informasi)\s+.{0,40}(?:google|whatsapp|telegram)",
    r"(?:artikel|berita)\s+ini\s+(?:telah|sudah|pernah|juga)\s+"
    r"(?:tayang|terbit|dimuat|ditayangkan|diterbitkan|dipublikasikan)",
    r"(?:download|unduh)\s+(?:aplikasi|apps?)\b",
    r"sign\s+up\b|subscribe\b",
    r"langganan\s+(?:newsletter|berita)",
    r"cek\s+(?:berita|fakta)\s+(?:dan|lain|liputan)",
    r"\*?\s*fakta\s+atau\s+hoaks\?",
)
_RIGHTS = _begins(
    r"copyright\b",
    r"hak\s+cipta\b",
    r"©",
    r"\(c\)\s*\d{4}",
    r"all\s+rights?\s+reserved",
    r"dilarang\s+(?:keras\s+)?(?:mengambil|mengutip|menyalin|memperbanyak|mencopy)",
    r"redaksi\s*:\s*\S+(?:@|\[at\])",
    r"informasi\s+pemasangan\s+iklan",
    r"hubungi\s*:\s*\S+(?:@|\[at\])",
    r"kirim(?:kan)?\s+(?:tulisan|artikel|berita)\s+anda",
)
_CREDIT = _begins(
    r"(?:ditulis|diposting|diposkan|dipublikasikan)\s+oleh\s",
    r"(?:pewarta(?:\s+foto)?|penulis|reporter|editor|redaktur(?:\s*(?:&|dan|/)\s*reporter)?|penyunting|kontributor|"
    r"wartawan|uploader|fotografer|author|writer|laporan\s+wartawan|tim\s+redaksi|penanggung\s+jawab|publisher)"
    r"\s*(?:[:|/–-]|$)",
)
_CONSENT = _begins(
    r"(?:situs|web(?:site|situs)?|laman|kami|aplikasi)\s+(?:\w+\s+){0,4}(?:menggunakan|memakai)\s+(?:cookies?|kuki)\b",
    r"(?:this\s+(?:web)?site|we|our\s+(?:web)?site)\s+(?:\w+\s+){0,4}uses?\s+cookies\b",
    r"(?:kami\s+menghargai\s+privasi|we\s+value\s+your\s+privacy)\b",
    r"dengan\s+(?:menekan|meng?e?klik|menutup|melanjutkan|terus)\s.{0,80}(?:cookies?|kebijakan\s+privasi)\b",
)
_WIDGET = _is(
    r"advert\w*|iklan|sponsored(?:\s+\w+)?|scroll\s+(?:to|untuk)\b.*|\[?gambas\b.*",
    r"loading\.*|memuat\.*|play|close|tutup|error|perbesar|bookmark|simpan|laporkan|logo\b.{0,20}",
    r"share(?:\s+this)?|share\s+on\b.*|shares?|share\s*:.*|bagikan(?:\s+(?:ini|artikel|berita))?|bagikan\s*:.*|bagikan\s+(?:ke|di|lewat|via)\b.*",
    r"berbagi|kirim|cetak|print|email|copy\s+link|salin\s+(?:tautan|link)",
    r"facebook|twitter|x|whatsapp|telegram|line|linkedin|pinterest|tweet|instagram|tiktok|youtube|google\s+news",
    r"menyukai\s+ini|like\s+this|suka|like|klik\s+untuk\s+(?:berbagi|membagikan|mengirim|mencetak)\b.*",
    r"halaman(?:\s+(?:selanjutnya|berikutnya|sebelumnya|\d+|[:\d\s/|]+))?|selanjutnya|berikutnya|sebelumnya",
    r"(?:next|prev(?:ious)?)(?:\s+page)?|page\s+\d+(?:\s+of\s+\d+)?|\d+\s*/\s*\d+",
    r"tampilkan\s+semua(?:\s+halaman)?|lihat\s+semua|show\s+all|kembali(?:\s+ke\s+\w+)?|back\s+to\s+\w+",
    r"post\s+views.*|(?:dibaca|dilihat|views?|hits|pembaca|jumlah\s+pembaca|pengunjung)\s*:?\s*[\d.,]*\s*"
    r"(?:kali|x|views?)?",
    r"[\d.,]+\s*(?:kali\s+)?(?:dibaca|dilihat|views?|kali|shares?|pembaca|komentar|comments?)",
    r"\d+\s*min(?:ute)?s?\s+read|waktu\s+baca\b.*|ukuran\s+(?:font|huruf).*|a[-+]",
    r"tags?\s*(?::.*)?|label\s*:.*|kategori\s*:.*|topik\s*:.*|categories\s*:.*|reporter|foto|video|komentar",
)
END_OF_ARTICLE = _begins(
    r"tinggalkan\s+(?:balasan|komentar|pesan)|leave\s+a\s+(?:reply|comment)",
    r"tulis\s+komentar|beri(?:kan)?\s+komentar|kolom\s+komentar|berkomentarlah\b|tidak\s+ada\s+komentar",
    r"\d*\s*komentar(?:\s+pembaca|\s+anda)?\s*:?$|\d+\s+(?:comments?|responses?)\s*:?$",
    r"alamat\s+email\s+anda\s+tidak\b|simpan\s+nama,\s*email",
    r"(?:berita|artikel|post(?:ingan)?|topik)\s+(?:terkait|terbaru|terkini|terpopuler|populer|lainnya|"
    r"menarik\s+lainnya|sebelumnya|lain)\b.{0,30}$",
    r"baca\s+(?:berita|artikel)\s+(?:lain|terkait)|terkini\s+lainnya|terpopuler\b.{0,20}$",
    r"most\s+popular|trending\s+(?:now|topic)|related\s+(?:posts?|articles?|news)",
    r"you\s+(?:may|might)\s+(?:also\s+)?like|mungkin\s+(?:anda|kamu)\s+suka|rekomendasi\s+untuk\s+(?:anda|mu)",
    r"(?:rujukan|referensi|daftar\s+(?:pustaka|rujukan)|sumber\s+rujukan|references?)\s*:?\s*$",
    r"diposting\s+oleh\b|posting\s+lebih\s+(?:baru|lama)",
)
_DATE_LINE = re.compile(
    r"""^\W*
    (?:(?:tayang|terbit|diterbitkan|dipublikasikan|diperbarui|updated?|publish(?:ed)?|posted|last\s+updated)
       \W*(?:pada|on)?\W*)?
    (?:(?:senin|selasa|rabu|kamis|jum['’`]?at|sabtu|minggu|ahad|
       monday|tuesday|wednesday|thursday|friday|saturday|sunday)\W*)?
    (?:\d{1,2}[\s/.-]+(?:\d{1,2}|[a-z]{3,10})[\s/.,-]+\d{2,4}|[a-z]{3,9}\.?\s+\d{1,2},\s+\d{4}|
       \d{4}-\d{2}-\d{2}|\d+\s+\w+\s+(?:yang\s+)?lalu|kemarin)
    (?:[\s|,.@–-]*(?:pukul|jam|at)?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)?
    (?:\s*(?:wib|wita|wit|am|pm))*
    (?:[\s|,–-]*[\d.,]+\s*(?:views?|kali|x)?)?\W*$""",
    re.I | re.X,
)
# A date and an hour, then whatever else stands in the line under a headline: views, author, section.
_DATED_LINE = re.compile(
    r"""^\W*(?:(?:senin|selasa|rabu|kamis|jum['’`]?at|sabtu|minggu|ahad)\W*)?
    \d{1,2}[\s/.-]+(?:\d{1,2}|[a-z]{3,10})[\s/.,-]+\d{4}[\s|,.@()–-]*(?:pukul|jam)?\s*\d{1,2}[:.]\d{2}
    (?:\s*(?:wib|wita|wit))?\b.{0,80}(?<![.!?"”])$""",
    re.I | re.X,
)
# Each step takes all that it can and gives nothing back: "#-#-#-" could else be parted in 2^n ways.
_HASHTAGS = re.compile(r"^(?:#[\w-]++(?:\s++[\w-]++){0,2}+(?:[^\w#]|#(?![\w-]))*+)++$")
_NUMBER_LINE = re.compile(r"^[\W\d_]+$")
_PHOTO_CREDIT = re.compile(
    r"""[(\[](?:foto|dok|dokumen\w*|ist|istimewa|antara(?:\s*foto)?|net|photo|credit|sumber|source|
           shutterstock|getty|reuters|afp|ap)\b[^()\[\]]{0,60}[)\]]\s*\.?$
    | \b(?:foto|photo|dok|sumber\sfoto)\s*[:/]\s*[^.]{2,60}$
    | /ist(?:imewa)?\)?\.?$
    | (?<=[.!?])\s*\((?-i:[A-Z])[\w./& -]{1,40}\)\.?$
    | ©[^.!?]{2,80}(?:\.\w+)*$""",
    re.I | re.X,
)
_INITIALS = re.compile(r"^[(\[*–—-]{0,2}\s*[\w.*&+' /-]{1,60}[)\]*]{0,2}$")
_PAID = re.compile(r"^(?:(?:adv|advertorial)\s*/[\w /.-]{2,40}|pariwara\W*)$", re.I)
_DATELINE = re.compile(r"^[A-Za-z][^!?]{1,70}(?<![.!?])\s*[-–—]+$")


def is_boilerplate(text: str) -> bool:
    """Whether a block only points elsewhere, promotes, credits, or is a widget, a date or a number."""
    length = len(text)
    if length <= WIDGET_MAX and (_WIDGET.match(text) or _NUMBER_LINE.match(text) or _DATE_LINE.match(text)):
        return True
    if length <= DATED_MAX and (_DATED_LINE.match(text) or _HASHTAGS.match(text)):
        return True
    if is_pointer(text):
        return True
    if length <= CREDIT_MAX and _CREDIT.match(text):
        return True
    if length <= CONSENT_MAX and _CONSENT.match(text):
        return True
    return bool(_RIGHTS.match(text) or (length <= PROMOTION_MAX and _PROMOTION.match(text)))


def is_number(text: str) -> bool:
    """Whether a block has no letters at all."""
    return bool(_NUMBER_LINE.match(text))


def is_pointer(text: str) -> bool:
    """Whether a block points to other pages: "Baca juga", "Simak video", "Berita terkait"."""
    return len(text) <= POINTER_MAX and bool(_POINTER.match(text))


def is_caption(text: str) -> bool:
    """Whether a block ends in a photographer's credit."""
    return len(text) <= CAPTION_MAX and bool(_PHOTO_CREDIT.search(text))


def is_initials(text: str) -> bool:
    """Whether a block signs the article: "(fyk/ash)", "(*)", "[bal]", "ADV/Diskominfo", "Pariwara"."""
    if len(text) > WIDGET_MAX:
        return False
    if text[0] not in "([*–—-":
        return bool(_PAID.match(text))
    return bool(_INITIALS.match(text)) and not _NUMBER_LINE.match(text.strip("(*)"))


def is_dateline(text: str) -> bool:
    """Whether a block is the beginning of a first sentence: "Jakarta -", "SANGATTA (ANTARA) -"."""
    return len(text) <= DATELINE_MAX and bool(_DATELINE.match(text))
