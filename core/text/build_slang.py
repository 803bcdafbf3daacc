"""Builds `slang.tsv` and `words.txt` from MIT-licensed collections and our own texts.

Run: python -m core.text.build_slang ../shared/data

Sources: IndoCollex (2021), louisowen6/NLP_bahasa_resources (2022), STIF-Indonesia (2020), all MIT (see NOTICE),
and our own texts in `guard/`. Only word pairs and single words are taken, no sentence.

A pair passes when the short form is visibly the same word: letters left out, a sound written differently, a
nasal prefix or an ending swallowed. Pairs that translate (hoax -> isu bohong), soften (kampret -> sialan),
spell out names (hti) or are words of their own (malah) fail that rule or stand in DROP. OURS holds what the
rule cannot see.
"""

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORD = re.compile(r"[a-z]+")

# Pairs that no rule on letters can find. Pronouns and negations matter most: they decide who does what.
OURS = {
    **dict.fromkeys(("gue", "gua", "gw", "gwe", "gwa", "ane", "sy", "sya", "saia"), "saya"),
    **dict.fromkeys(("ak", "aq", "akuh", "akyu", "akko", "aqu"), "aku"),
    **dict.fromkeys(("lu", "loe", "elu", "elo", "lw", "kmu", "qm", "kamyu"), "kamu"),
    **dict.fromkeys(
        ("ga", "gak", "gk", "ngga", "nggak", "enggak", "engga", "ngak", "ngk", "nggk", "gx", "gag", "kagak")
        + ("kaga", "ndak", "ndk", "nda", "tdk", "tdak", "tida", "kgk", "enda", "kada", "gaa", "gakk"),
        "tidak",
    ),
    **dict.fromkeys(("udah", "udh", "dah", "sdh", "sdah", "udeh", "udahh", "dh", "ud"), "sudah"),
    **dict.fromkeys(("aja", "aj", "aje", "ajah", "sj", "ajh", "ajj", "doang", "doank"), "saja"),
    **dict.fromkeys(("kalo", "klo", "kl", "klw", "klu", "kalok", "klau", "kaloo", "kalu"), "kalau"),
    **dict.fromkeys(("gitu", "gtu", "gt", "bgitu", "bgtu", "gitulah"), "begitu"),
    **dict.fromkeys(("gini", "gni", "bgini", "gn"), "begini"),
    **dict.fromkeys(("gimana", "gmn", "gmna", "gmana", "bgmn", "bgmna", "gimna"), "bagaimana"),
    **dict.fromkeys(("kenapa", "knp", "knapa", "knpa", "napa", "ngapa", "kenapaa"), "mengapa"),
    **dict.fromkeys(("kayak", "kyk", "kyak", "ky", "kek", "kya", "spt", "sprti", "sperti"), "seperti"),
    **dict.fromkeys(("banget", "bgt", "bngt", "bnget", "bgd", "bgtt", "bangett"), "sangat"),
    **dict.fromkeys(("pengen", "pgn", "pengin", "pingin", "pngen", "kepengen", "kepingin"), "ingin"),
    **dict.fromkeys(
        ("makasih", "mksh", "makasi", "trims", "terimakasih", "trimakasih", "tks"), "terima kasih"
    ),
    **dict.fromkeys(("org", "orng", "wong"), "orang"),
    **dict.fromkeys(("bkn", "bkan"), "bukan"),
    **dict.fromkeys(("ama", "sm"), "sama"),
    **dict.fromkeys(("tau", "taw", "tauk"), "tahu"),
    **dict.fromkeys(("duit",), "uang"),
    **dict.fromkeys(("tuh", "tu", "tuch", "ituu"), "itu"),
    **dict.fromkeys(("nih", "ni", "nich", "nie", "neh", "inih"), "ini"),
    **dict.fromkeys(("yuk", "yok", "ayok", "kuy", "ayoo", "yuks", "hayuk"), "ayo"),
    **dict.fromkeys(("bs", "bsa", "bisaa"), "bisa"),
    **dict.fromkeys(("anjeng", "anjg", "ajg", "anjng", "anying", "njing", "anjink"), "anjing"),
    **dict.fromkeys(("bgst", "bngst", "bangsad", "bngsat"), "bangsat"),
    **dict.fromkeys(("goblog", "guoblok", "gblk", "goblokk", "goblk"), "goblok"),
    **dict.fromkeys(("kntl", "kontl"), "kontol"),
    **dict.fromkeys(("mmpus", "mampos", "mampuss"), "mampus"),
    **dict.fromkeys(("wkwk", "wkwkwk", "wkwkw", "wkkw", "wkw", "wkwkwkwk", "awokwok", "wkk"), "haha"),
    **dict.fromkeys(("gausah", "gosah", "gausa"), "tidak usah"),
    **dict.fromkeys(("gabisa", "gbs"), "tidak bisa"),
    **dict.fromkeys(("gamau", "gmau"), "tidak mau"),
    **dict.fromkeys(("gaada", "gada"), "tidak ada"),
    **dict.fromkeys(("gatau", "gtau"), "tidak tahu"),
    **dict.fromkeys(("gaboleh", "gblh"), "tidak boleh"),
    **dict.fromkeys(("gapunya",), "tidak punya"),
    **dict.fromkeys(("gajelas",), "tidak jelas"),
    **dict.fromkeys(("gapernah",), "tidak pernah"),
    **dict.fromkeys(("yaudah", "yauda", "ywdh"), "ya sudah"),
    **dict.fromkeys(("takkan",), "tidak akan"),
    **dict.fromkeys(("hoax", "hoak", "hoex"), "hoaks"),
    "tp": "tapi",
    "tpi": "tapi",
    "dr": "dari",
    "jd": "jadi",
    "pake": "pakai",
    "dpt": "dapat",
    "lg": "lagi",
    "klian": "kalian",
    "dkk": "dan kawan kawan",
    "dll": "dan lain lain",
    "pd": "pada",
    "kpd": "kepada",
    "bpk": "bapak",
    "hrs": "harus",
    "jng": "jangan",
    "jgn": "jangan",
    "jngn": "jangan",
    "mrk": "mereka",
    "rmh": "rumah",
    "hrus": "harus",
    "utk": "untuk",
    "krn": "karena",
    "bnyk": "banyak",
    "trs": "terus",
    "trus": "terus",
    "skrg": "sekarang",
    "bakal": "akan",
    "bakalan": "akan",
    "kudu": "harus",
    "musti": "harus",
    "abis": "habis",
    "abisin": "habisi",
    "habisin": "habisi",
    "usirin": "usir",
    "emang": "memang",
    "emg": "memang",
    "mo": "mau",
    "mw": "mau",
    "cuman": "cuma",
    "cm": "cuma",
    "cmn": "cuma",
    "tlg": "tolong",
    "pls": "tolong",
    "plis": "tolong",
    "ortu": "orang tua",
    "ga2": "tidak",
    "sebenernya": "sebenarnya",
    "krna": "karena",
    "tetep": "tetap",
    "ttp": "tetap",
    "pemrintah": "pemerintah",
    "pmrnth": "pemerintah",
    "medsos": "media sosial",
    "sosmed": "media sosial",
    "lgsg": "langsung",
    "lngsung": "langsung",
    "bunuhin": "bunuh",
    "matiin": "matikan",
    "bakarin": "bakar",
    "usirr": "usir",
    "gebukin": "gebuki",
    "hajarr": "hajar",
}
# Words that mean something of their own, names of groups, places and offices, and pairs that change a meaning.
DROP = frozenset(
    [
        "malah",
        "katanya",
        "makanya",
        "mending",
        "bang",
        "gan",
        "agan",
        "mak",
        "of",
        "in",
        "is",
        "or",
        "at",
        "me",
        "my",
        "up",
        "by",
        "if",
        "so",
        "re",
        "us",
        "ur",
        "se",
        "le",
        "ka",
        "kk",
        "de",
        "he",
        "ha",
        "pro",
        "vs",
        "say",
        "ha",
        "go",
        "may",
        "can",
        "hu",
        "ex",
        "ee",
        "ed",
        "ae",
        "ea",
        "aa",
        "ad",
        "dp",
        "st",
        "rs",
        "hp",
        "tv",
        "it",
        "il",
        "al",
        "an",
        "dj",
        "max",
        "met",
        "most",
        "next",
        "see",
        "set",
        "red",
        "sam",
        "op",
        "om",
        "ori",
        "jo",
        "jr",
        "ms",
        "mh",
        "mm",
        "mt",
        "ml",
        "mk",
        "mv",
        "ne",
        "no",
        "np",
        "nu",
        "ol",
        "pb",
        "pc",
        "pi",
        "pk",
        "pp",
        "pr",
        "ps",
        "rp",
        "rt",
        "sd",
        "sma",
        "smp",
        "spa",
        "st",
        "sk",
        "su",
        "th",
        "tl",
        "ts",
        "tt",
        "tw",
        "ul",
        "yk",
        "yo",
        "yt",
        "ya",
        "yaa",
        "la",
        "lah",
        "teh",
        "mah",
        "aka",
        "dy",
        "jl",
        "lt",
        "kg",
        "gr",
        "ft",
        "fb",
        "ig",
        "br",
        "bt",
        "bb",
        "bc",
        "bg",
        "bm",
        "bp",
        "cs",
        "cb",
        "cr",
        "cong",
        "cow",
        "fpi",
        "hti",
        "pki",
        "pks",
        "pilkada",
        "pilpres",
        "hoaks",
        "ormas",
        "handak",
        "malang",
        "kabeh",
        "wani",
        "arek",
        "urang",
        "awak",
        "ahok",
        "indian",
        "chinese",
        "english",
        "islamic",
        "christian",
        "american",
        "germany",
        "french",
        "jesus",
        "indo",
        "thailand",
        "usa",
        "islam",
        "cina",
        "tionghoa",
        "jawa",
        "dayak",
        "bugis",
        "bem",
        "satpol",
        "hansip",
        "linmas",
        "pansus",
        "perda",
        "pemda",
        "pemkot",
        "pemprov",
        "parpol",
        "kec",
        "kab",
        "kel",
        "kadis",
        "wagub",
        "gub",
        "ketum",
        "mabes",
        "lapas",
        "kasat",
        "reskrim",
        "humas",
        "kominfo",
        "satgas",
        "satpam",
        "napi",
        "tkp",
        "sembako",
        "miras",
        "golput",
        "cawapres",
        "jubir",
        "litbang",
        "migas",
        "jateng",
        "jatim",
        "jabar",
        "kaltim",
        "sumut",
        "sumsel",
        "kalbar",
        "jaksel",
        "jkt",
        "sby",
        "jogja",
        "yogya",
        "ponpes",
        "kepsek",
        "dubes",
        "kedubes",
        "kampret",
        "bangke",
        "tokai",
        "tahi",
        "tai",
        "congor",
        "bacot",
        "ngehe",
        "cemen",
        "muna",
        "bolot",
        "gila",
        "kimpoi",
        "ngentot",
        "sange",
        "ngewe",
        "bencong",
        "jablay",
        "maho",
        "homo",
        "bokep",
        "njir",
        "anjir",
        "anjay",
        "jir",
        "jancuk",
        "jancok",
        "fuck",
        "shit",
        "asu",
        "cuk",
        "aing",
        "maneh",
        "tirani",
        "tiran",
        "cekal",
        "asap",
        "aspal",
        "petrus",
        "paranoid",
        "enam",
        "songo",
        "utas",
        "satu",
        "curug",
        "batur",
        "dodol",
        "galau",
        "hajar",
        "penertiban",
        "mensukseskan",
        "trending",
        "tren",
        "akun",
        "bejo",
        "koar",
        "low",
        "depo",
        "mukul",
        "pala",
        "tar",
        "low",
        "nyo",
        "nganu",
        "men",
        "ni",
        "kos",
        "ada",
        "bali",
        "mata",
        "dada",
        "lima",
        "lapan",
        "masa",
        "kasih",
        "enak",
        "baru",
        "aljasa",
        "acc",
        "adha",
        "adoh",
        "aqui",
        "arts",
        "aws",
        "balek",
        "bambank",
        "bandes",
        "bathin",
        "bonek",
        "bucin",
        "buser",
        "callwa",
        "cause",
        "babybenz",
        "diubah",
        "doku",
        "este",
        "gunungkidul",
        "gunungsari",
        "gank",
        "jend",
        "jak",
        "jnj",
        "jngkar",
        "jngkir",
        "kesbang",
        "kgn",
        "komtiong",
        "kraton",
        "kibus",
        "kacrut",
        "kramat",
        "legends",
        "lalui",
        "lewati",
        "lhok",
        "markus",
        "matahati",
        "mampet",
        "mangat",
        "pacal",
        "parte",
        "pileg",
        "pdh",
        "pkl",
        "prov",
        "rasah",
        "roso",
        "sekotong",
        "ska",
        "spd",
        "sr",
        "slamet",
        "tgu",
        "tb",
        "cin",
        "lp",
        "jan",
        "km",
        "kaya",
        "ma",
        "bol",
        "corona",
        "cov",
        "covid",
        "dlingo",
        "fakenail",
        "kapt",
        "kotagede",
        "pulo",
        "muaro",
        "mlati",
        "lamp",
        "locals",
        "rapopo",
        "sppa",
        "rmv",
        "rubahnn",
        "req",
        "tls",
        "puede",
        "hedon",
        "insom",
        "kambingbuntutdaging",
        "openbooking",
        "aquarius",
        "arabica",
        "kkk",
        "hahahaha",
        "hahaha",
        "huhu",
        "wahab",
        "waena",
        "ulakkarang",
        "ver",
        "valentines",
        "ummah",
        "yasinan",
        "yakan",
        "yekan",
        "tmpah",
        "tmph",
        "monmaap",
        "snorkling",
        "sprei",
        "tggu",
        "pdt",
        "pmn",
        "sbh",
        "mhn",
        "kptsan",
        "mnbung",
        "padasuka",
        "motoin",
        "del",
        "acheh",
        "atjeh",
        "akutu",
        "akuingin",
        "ngecap",
        "nari",
        "nebus",
        "nanam",
        "muncak",
        "nyanding",
        "nyemil",
        "lwn",
        "wa",
        "wad",
        "wae",
        "wek",
        "hari",
        "kan",
        "kau",
        "dia",
        "tak",
        "masih",
        "gawe",
        "kerja",
        "lalu",
        "gaji",
        "bini",
        "laki",
        "muka",
        "abi",
        "umi",
        "antum",
        "ukhti",
        "akhi",
        "rabb",
        "alloh",
    ]
)
VOWELS = set("aeiou")


def _pairs(data: Path) -> dict[str, Counter[str]]:
    """Every (informal, formal) pair of the three collections with how often it is listed."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    slang = data / "slang"
    dictionary = slang / "slang_indocollex2021" / "dict" / "inforformal-formal-Indonesian-dictionary.tsv"
    rows = [line.split("\t") for line in dictionary.read_text(encoding="utf-8").splitlines()[1:]]
    with (slang / "slang_indocollex2021" / "data" / "full.csv").open(encoding="utf-8", newline="") as file:
        rows += [[row["transformed"], row["original-for"]] for row in csv.DictReader(file)]
    combined = slang / "slang_louisowen6" / "combined_slang_words.txt"
    rows += [[k, v] for k, v in json.loads(combined.read_text(encoding="utf-8")).items()]
    for informal, formal in rows:
        found[informal.strip().lower()][formal.strip().lower().strip('"').replace("-", " ")] += 1
    return found


def _subsequence(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def _distance_at_most_two(a: str, b: str) -> bool:
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1] <= 2


def _nasal(informal: str, formal: str) -> bool:
    """ngaku -> mengaku, nyari -> mencari, nonton -> menonton, with -in -> -kan or -i."""
    stem = re.sub(r"in$", "", informal)
    end = re.sub(r"(kan|i)$", "", formal)
    nasal = re.fullmatch(r"(ng|ny|n|m)([a-z]{2,})", stem)
    return bool(
        nasal
        and formal.startswith(("me", "ber"))
        and (end.endswith(nasal.group(2)) or formal.endswith(nasal.group(2)))
    )


def same_word(informal: str, formal: str) -> bool:
    """Whether `informal` is visibly a way of writing `formal`."""
    formal_joined = formal.replace(" ", "")
    if _nasal(informal, formal_joined):
        return True
    if informal[0] != formal_joined[0]:
        return formal_joined == "h" + informal or (
            len(informal) >= 5
            and formal_joined.endswith(informal)
            and len(formal_joined) - len(informal) <= 2
        )
    if len(informal) >= 2 and len(informal) < len(formal_joined) and _subsequence(informal, formal_joined):
        consonants = sum(letter not in VOWELS for letter in informal)
        return consonants >= 2 and len(formal_joined) - len(informal) <= max(4, len(informal))
    return len(informal) >= 4 and _distance_at_most_two(informal, formal_joined)


def slang(data: Path, formal_words: Counter[str]) -> dict[str, str]:
    """informal -> formal (one to three words, lower case); one step, no chains."""
    chosen: dict[str, str] = {}
    for informal, formals in _pairs(data).items():
        if not re.fullmatch(r"[a-z]{2,}", informal) or informal in DROP or formal_words[informal] >= 3:
            continue
        good = [f for f in formals if re.fullmatch(r"[a-z]+( [a-z]+){0,2}", f) and same_word(informal, f)]
        known = [f for f in good if all(formal_words[word] for word in f.split())]
        if len(known) == 1:
            chosen[informal] = known[0]
    chosen.update(OURS)
    for _ in range(2):  # dgr -> dengerin -> dengarkan
        for informal, formal in chosen.items():
            chosen[informal] = " ".join(chosen.get(word, word) for word in formal.split())
    return {informal: formal for informal, formal in sorted(chosen.items()) if informal != formal}


def formal_vocabulary(data: Path) -> Counter[str]:
    """Words of the formal sides of the collections, counted; a pair of the dictionaries counts once."""
    words: Counter[str] = Counter()
    labelled = data / "slang" / "slang_stif_indonesia2020" / "data" / "labelled"
    for name in ("train", "dev", "test"):
        words.update(WORD.findall((labelled / f"{name}.for").read_text(encoding="utf-8").lower()))
    for formals in _pairs(data).values():
        words.update({word for formal in formals for word in WORD.findall(formal)})
    return words


def own_vocabulary(data: Path) -> Counter[str]:
    """Words of our own texts, counted."""
    words: Counter[str] = Counter()
    for name in ("train_texts.csv", "dev_guard.csv"):
        with (data / "guard" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words.update(WORD.findall(row["text"].lower()))
    return words


def main(data: Path) -> None:
    """Write both files beside this script."""
    formal = formal_vocabulary(data)
    pairs = slang(data, formal)
    body = "".join(f"{informal}\t{meant}\n" for informal, meant in pairs.items())
    (HERE / "slang.tsv").write_text(body, encoding="utf-8")
    own = own_vocabulary(data)
    words = {
        word for word, count in (formal + own).items() if len(word) >= 4 or (len(word) == 3 and count >= 4)
    }
    words -= {word for word, count in own.items() if count == 1 and word not in formal}
    words -= pairs.keys()
    words = {word for word in words if not re.search(r"(.)\1\1", word) and VOWELS & set(word)}
    (HERE / "words.txt").write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
