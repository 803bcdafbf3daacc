"""What the models page says in words: what each signal is, what a threshold means, what a measure measures.

The cards are written for those who build models; these are the same lines as a reader at the desk needs them
(docs/labelling.md is the definition).
"""

from collections.abc import Mapping
from typing import Final

from core.record import Stance
from desk.work.incidents import TYPES
from desk.work.wording import CHANNELS, ROLES
from pipeline.model_cards import Mistakes

_SIGNALS: Final[Mapping[str, tuple[str, str]]] = {
    "hoax": (
        "Teks menyatakan klaim yang oleh pemeriksa fakta, atau oleh meja ini setelah diperiksa, "
        "dinyatakan salah. "
        "Buktinya adalah klaim yang cocok: kata, angka, dan nama yang sama.",
        "Bukan gaya bahasa, huruf besar, atau desas-desus saja; bukan klaim yang belum diperiksa; "
        "bukan berita, "
        "pertanyaan, atau bantahan tentang klaim itu.",
    ),
    "provocation": (
        "Penulis menghasut kebencian terhadap suatu kelompok karena suku, agama, ras, atau golongan, "
        "atau mengajak "
        "melawan petugas dengan kekerasan, menyerang, mengusir, atau menggagalkan pemilu.",
        "Bukan makian kepada satu orang, bukan kritik kepada pejabat, partai, atau kebijakan, bukan "
        "ajakan unjuk "
        "rasa damai, bukan berita, bukan lelucon tanpa penghinaan kelompok.",
    ),
    "violence": (
        "Penulis mengancam, menyerukan, benar-benar menginginkan, atau memuji kekerasan terhadap "
        "orang atau barang.",
        "Bukan tuntutan hukuman menurut hukum, bukan kiasan, olahraga, atau permainan, bukan berita, "
        "bukan sumpah "
        "serapah, bukan candaan antarteman yang jelas tidak sungguh-sungguh.",
    ),
    "role": (
        "Apa yang dilakukan penulis dengan kata-katanya: menyatakan sendiri, memberitakan, membantah, atau "
        "menenangkan. Untuk provokasi dan kekerasan, hanya yang menyatakan sendiri yang ditandai.",
        "Bukan penilaian apakah yang dikatakan itu benar atau sah.",
    ),
    "severity": (
        "Seberapa berat teks yang punya sinyal: 1 ringan atau kabur, 2 jelas, 3 berat (seruan atau ancaman "
        "kekerasan yang terang, seruan mengusir atau menyerang kelompok).",
        "Bukan sinyal tersendiri: tentang teks tanpa sinyal, angka ini tidak berkata apa-apa.",
    ),
    "stance": (
        "Apa yang dilakukan penulis dengan klaim yang cocok: menyampaikannya sebagai benar (juga bila hanya "
        "meneruskan), memberitakan, menanyakan, atau membantah. Hanya yang cukup pasti menyampaikannya "
        "sebagai benar yang ditandai sebagai hoaks.",
        "Bukan penilaian apakah klaim itu benar. Tentang teks yang tidak cocok dengan klaim apa pun, sikap "
        "ini tidak berarti apa-apa.",
    ),
    "incident": (
        "Berita melaporkan peristiwa kekerasan atau ketegangan di wilayah ini: bentrokan, amuk massa, "
        "serangan, ancaman, perusakan, intimidasi, unjuk rasa damai atau rusuh.",
        "Bukan sinyal tentang siapa pun dan bukan temuan: calon peristiwa yang dihitung setelah dipastikan "
        "orang. Unjuk rasa damai bukan kekerasan.",
    ),
}

_OF_SIGNALS: Final = (
    "Teks media sosial yang diterbitkan peneliti lain, sebagian diberi label ulang oleh pembaca kami, dan "
    "teks setempat yang kami karang. Himpunan ukur tidak ikut dilatih."
)
_DATA: Final[Mapping[str, str]] = {
    "provocation": _OF_SIGNALS,
    "violence": _OF_SIGNALS,
    "role": _OF_SIGNALS,
    "severity": _OF_SIGNALS,
    "stance": "Kiriman tentang klaim yang kami karang, pasangan klaim dan kiriman TurnBackHoax, dan teks "
    "lain sebagai pembanding. Himpunan ukur tidak ikut dilatih.",
    "incident": "Berita yang kami karang, dengan jenis peristiwanya. Himpunan ukur tidak ikut dilatih.",
    "hoax": "Pasangan klaim dan kiriman TurnBackHoax sampai 2024; kiriman rekaan tim untuk klaim terbitan "
    "dan klaim setempat; teks lain sebagai pembanding. Himpunan ukur tidak ikut dilatih.",
}
"""what the sets hold; their names, which are those of files, are told beside"""

_CLASSES: Final[Mapping[str, str]] = {
    **ROLES,
    **{str(one): words for one, words in TYPES.items()},
    "none": "tanpa peristiwa",
    "provocation": "yang memuat provokasi",
    "violence": "yang memuat kekerasan",
    "severity 1": "tingkat 1 (ringan)",
    "severity 2": "tingkat 2 (jelas)",
    "severity 3": "tingkat 3 (berat)",
    Stance.ASSERTS: "menyampaikan klaim sebagai benar",
    Stance.REPORTS: "memberitakan klaim",
    Stance.QUESTIONS: "menanyakan klaim",
    Stance.DEBUNKS: "membantah klaim",
}
"""of which a model counts its training texts"""

_CHANNELS: Final[Mapping[str, str]] = {
    **CHANNELS,
    "automatic": "cocok otomatis",
    "suggested": "disarankan",
}

_THRESHOLDS: Final[Mapping[str, str]] = {
    "automatic": "Mulai angka ini klaim dianggap cocok; teks ditandai bila cukup pasti menyatakannya.",
    "suggested": "Mulai angka ini klaim hanya ditunjukkan sebagai saran.",
}
_THRESHOLD: Final = "Mulai angka ini, bila penulis menyatakan sendiri, teks ditandai perlu ditinjau."

_MEASURES: Final[Mapping[str, str]] = {
    "writer_ap": "Urutan pada teks penulis yang tidak dipelajari",
    "guard_ap": "Urutan pada teks penjaga kami",
    "published_ap": "Urutan pada teks terbitan",
    "calibration": "Kecocokan angka kemungkinan dengan kenyataan",
    "writer_f1": "Peran terbaca benar dan lengkap (F1) pada teks penulis yang tidak dipelajari",
    "guard_f1": "Peran terbaca benar dan lengkap (F1) pada teks penjaga kami",
    "published_f1": "Peran terbaca benar dan lengkap (F1) pada teks terbitan",
    "first_article": "Tulisan pertama dibaca sebagai berita",
    "news_reports": "Berita dibaca sebagai berita",
    "writer_kappa": "Kesepakatan tingkat pada teks penulis yang tidak dipelajari",
    "guard_kappa": "Kesepakatan tingkat pada teks penjaga kami",
    "published_kappa": "Kesepakatan tingkat pada teks terbitan",
    "match_r1": "Klaim yang benar ada di tempat pertama",
    "match_r5": "Klaim yang benar ada di lima teratas",
    "match_told_r1": "Klaim yang benar ada di tempat pertama, bila isi kiriman menyebut klaimnya",
    "match_told_r5": "Klaim yang benar ada di lima teratas, bila isi kiriman menyebut klaimnya",
    "match_told_auto_precision": "Yang cocok otomatis memang cocok, menurut salah satu dari dua pembaca",
    "match_auto_precision": "Yang cocok otomatis memang cocok",
    "match_auto_recall": "Yang cocok ditemukan secara otomatis",
    "match_stream_held_back": "Teks lain dibiarkan lewat",
    "match_near_miss_held_back": "Teks mirip dengan isi lain dibiarkan lewat",
    "match_writer_r1": "Klaim terbitan yang benar ada di tempat pertama, kiriman tulisan kami",
    "match_local_r1": "Klaim setempat yang benar ada di tempat pertama",
    "match_local_r1_post_1": "Klaim setempat di tempat pertama: kiriman pendek dan gaul",
    "match_local_r1_post_2": "Klaim setempat di tempat pertama: terusan yang panjang",
    "match_local_r1_post_3": "Klaim setempat di tempat pertama: dengan kata-kata lain",
    "match_local_r1_wide": "Klaim setempat di tempat pertama, di antara semua klaim",
    "match_local_r5": "Klaim setempat yang benar ada di lima teratas",
    "match_local_auto_precision": "Kiriman setempat yang cocok otomatis memang cocok",
    "match_local_auto_recall": "Kiriman setempat yang cocok ditemukan secara otomatis",
    "match_local_near_miss_held_back": "Teks setempat yang mirip dibiarkan lewat",
    "match_twin_r1": "Klaim yang benar ada di tempat pertama, di samping kembarannya",
    "match_twin_auto_recall": "Yang cocok ditemukan secara otomatis, di samping kembarannya",
    "match_twin_near_miss_held_back": "Kembaran dibiarkan lewat: isi lain, diceritakan seperti yang cocok",
    "asserts_right": "Kiriman yang menyatakan klaim dibaca sebagai pernyataan",
    "reports_right": "Kiriman yang memberitakan klaim dibaca sebagai pemberitaan",
    "questions_right": "Kiriman yang menanyakan klaim dibaca sebagai pertanyaan",
    "debunks_right": "Kiriman yang membantah klaim dibaca sebagai bantahan",
    "asserts_flagged": "Kiriman yang menyatakan klaim ditandai sebagai hoaks",
    "asserts_shown": "Kiriman yang menyatakan klaim ditandai, atau tampil sebagai ragu",
    "others_not_flagged": "Kiriman yang memberitakan, menanyakan, membantah tidak ditandai sebagai hoaks",
    "others_not_shown": "Kiriman yang memberitakan, menanyakan, atau membantah tidak tampil sama sekali",
    "found": "Berita peristiwa yang ditemukan",
    "right": "Yang ditemukan memang peristiwa",
    "type": "Jenis peristiwanya benar",
    "peaceful_kept": "Unjuk rasa damai tetap dibaca damai",
    "event_found": "Berita peristiwa yang ditemukan, himpunan tempat dan hari",
    "event_right": "Yang ditemukan memang peristiwa, himpunan tempat dan hari",
    "event_type": "Jenis peristiwanya benar, himpunan tempat dan hari",
    "event_place": "Tempat peristiwanya benar",
    "event_kecamatan": "Kecamatan peristiwanya benar",
    "event_day": "Hari peristiwanya benar",
    "event_whole": "Jenis, kecamatan, dan hari semuanya benar",
    "merge_precision": "Laporan yang digabung memang satu peristiwa",
    "merge_recall": "Laporan tentang satu peristiwa yang digabung",
}

_LICENCES: Final[Mapping[str, str]] = {
    "incident": "Bebas dipakai (Apache-2.0), asal bukan untuk membuat profil orang.",
}
_LICENCE: Final = (
    "Untuk penelitian dan keperluan yang tidak komersial (seperti CC BY-NC-SA 4.0), bukan untuk membuat "
    "profil orang. Lembaga publik sebaiknya meminta ahli hukumnya memeriksa dulu."
)
LAWFUL: Final[Mapping[str, str]] = {
    "lawful.critic_passed": "kritik",
    "lawful.protest_passed": "unjuk rasa dan ajakan damai",
    "lawful.rude_passed": "makian kepada satu orang",
    "lawful.satire_passed": "satire",
    "lawful.idiom_passed": "kiasan, olahraga, permainan",
    "lawful.counter_passed": "ajakan tenang",
    "lawful.identity_passed": "pembicaraan tentang suku, agama, atau kubu",
    "lawful.report_news_passed": "berita",
    "lawful.debunk_passed": "bantahan dan cek fakta",
    "lawful.neutral_passed": "pembicaraan dan pengumuman sehari-hari",
    "unusual.lawful_passed": "teks sah yang kedengarannya berbahaya",
    "buried.lawful_passed": "teks panjang dengan satu bagian berkata keras, tetapi sah",
}
"""lawful texts, by kind, and the measure of those that are not flagged: its rest are mistakes"""
UNLAWFUL: Final[Mapping[str, str]] = {
    "unlawful.threat_found": "ancaman kekerasan",
    "unlawful.incite_found": "hasutan dan seruan",
    "unlawful.sara_found": "kebencian terhadap suatu kelompok",
    "unlawful.severe_found": "yang berat (tingkat 3)",
    "unusual.found": "seruan dan ancaman dengan kata yang tidak lazim",
    "buried.found": "seruan dan ancaman yang terselip di teks panjang",
}
"""calls, threats and hatred, and the measure of those that are flagged: its rest are mistakes"""


def worst_first(kinds: Mapping[str, str], mistakes: Mapping[str, Mistakes]) -> list[tuple[str, Mistakes]]:
    """Each kind of text in words, with what goes wrong with it; the largest share first."""
    return sorted(((words, mistakes[name]) for name, words in kinds.items()), key=lambda one: -one[1].share)


def signal_words(name: str) -> tuple[str, str]:
    """What a model's signal is, and what it is not; both empty for a model that nobody has described."""
    return _SIGNALS.get(name, ("", ""))


def data_words(name: str) -> str:
    """What a model was trained with; "" for a model that nobody has described."""
    return _DATA.get(name, "")


def class_words(name: str) -> str:
    """What the texts of a class do or hold; the code where it is a new one."""
    return _CLASSES.get(name, name)


def licence_words(name: str) -> str:
    """What may be done with a model's weights; MODEL_LICENSE says it in full."""
    return _LICENCES.get(name, _LICENCE)


def channel_words(channel: str) -> str:
    """Where a threshold holds."""
    return _CHANNELS.get(channel, channel)


def threshold_words(channel: str) -> str:
    """What happens from a threshold on."""
    return _THRESHOLDS.get(channel, _THRESHOLD)


def measure_words(name: str) -> str:
    """What a measure measures; the code where it is a new one."""
    return _MEASURES.get(name, name)


def all_words() -> list[str]:
    """Everything that can be said, for the test of words."""
    signals = [words for pair in _SIGNALS.values() for words in pair]
    return [
        *signals,
        *_DATA.values(),
        *_CLASSES.values(),
        *_CHANNELS.values(),
        *_THRESHOLDS.values(),
        _THRESHOLD,
        *_MEASURES.values(),
        *_LICENCES.values(),
        _LICENCE,
        *LAWFUL.values(),
        *UNLAWFUL.values(),
    ]
