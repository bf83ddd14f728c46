"""Which language a text is in, by its script, its telling letters and its commonest words. No model, no data.

Enough for texts of a sentence or more in the languages people may say they wrote in. Where the signs are too
few the answer is empty, and whoever asks falls back on what they know of the place.
"""

import re
from collections import Counter

FEWEST_LETTERS = 12
FEWEST_HITS = 2
LONGEST_SAMPLE = 4000  # code points looked at: more tells nothing new
MOSTLY = 0.3  # share of the letters that makes a script the text's

LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(
    r"[^\s\d.,;:!?…()\[\]{}<>/\"«»“”‘।،؛؟*_=+|-]+"
)  # with the marks of Indic scripts, which \\w leaves out
NAMES = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w.-]+|@\w+")

SCRIPTS = {
    "kana": re.compile("[\u3040-\u30ff]"),
    "hangul": re.compile("[\u1100-\u11ff\uac00-\ud7a3]"),
    "han": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "arabic": re.compile("[\u0620-\u06ff\u0750-\u077f]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
ALONE = {"kana": "ja", "hangul": "ko", "han": "zh"}

COMMON = {
    "latin": {
        "en": "the and of to in is that for it are was with this have not they from we be on at our were by",
        "es": "el la los las de que y en un una es por con para no se del al su lo como más pero está son",
        "fr": "le la les de des et en un une est que qui dans pour pas sur au aux nous il elle ce cette ont",
        "pt": "o a os as de que e em um uma é por com para não se do da dos das no na nos mais mas são foi à",
        "de": "der die das und ist in den von zu mit nicht ein eine auf für dem es sich wir sind auch des im",
        "it": "il lo la gli le di che e è in un una per con non si del della dei al sono più ma come anche",
        "id": "yang dan di itu dengan untuk dari ini tidak dalam pada kami adalah akan ada mereka juga ke",
        "ro": "și în de la cu pe nu este sunt că un o pentru din care mai sau să fi au fost ale lui noi prin",
        "sw": "ya wa na kwa ni la katika za kuwa hii wetu sisi lakini kama watu hakuna pia hiyo zaidi cha",
        "tr": "ve bir bu için ile da de çok olarak var ne daha gibi ama biz olan değil sonra kadar en her mi",
        "vi": "và của là có cho không được trong một các với những người này đã để chúng tôi từ khi về như",
    },
    "cyrillic": {
        "ru": "и в не на что с как это по мы но из у за от для они был есть все так или же при только нет",
        "uk": "і в не на що з як це по ми але із у за від для вони був є всі так або ж при тільки немає якщо",
        "ky": "жана менен бул үчүн эмес бар биз да деп эле же бир ошол керек адамдар боюнча болгон жок анын",
    },
    "arabic": {
        "ar": "في من على إلى أن لا ما هذا هذه التي الذي كان مع عن كل أو لم هو هي نحن بعد قد بين ذلك كانت ثم",
        "fa": "و در به از که این را با است برای آن یک می ما های بر نیست هم شد تا خود باید بود آنها شود اما",
        "ur": "کے میں کی ہے اور سے کا کو اس یہ نہیں کہ پر ہیں نے بھی ہم تھا جو ایک کر لیے وہ تو گیا ہو تھے",
    },
    "devanagari": {
        "hi": "के में की है और से का को इस यह नहीं कि पर हैं ने भी हम था जो एक कर लिए वह तो गया हो थे लोग",
        "ne": "र मा को छ छन् गर्न लागि पनि यो हो भएको हामी गर्ने हुन्छ थियो तर नै त्यो गरेको भने एक छैन बाट",
    },
}
TELLING = {
    "es": "ñ¿¡",
    "fr": "œùêëçî",
    "pt": "ãõ",
    "de": "ßäöü",
    "ro": "ășțâ",
    "tr": "ğışİ",
    "vi": "ơưđạảấầẩậắằẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "uk": "іїєґ",
    "ru": "ыэъё",
    "ky": "ңөү",
    "fa": "پچژگ",
    "ur": "ٹڈڑںےہھ",
}
WORDS = {
    script: {language: frozenset(words.split()) for language, words in languages.items()}
    for script, languages in COMMON.items()
}
TELLING_LETTERS = {language: frozenset(letters) for language, letters in TELLING.items()}


def detect(text: str) -> str:
    """The language's code, such as `es`; empty when the text is too short or speaks for none."""
    sample = NAMES.sub(" ", text[:LONGEST_SAMPLE])
    letters = LETTER.findall(sample)
    if not letters:
        return ""
    script = _script(sample, len(letters))
    if script in ALONE:
        return ALONE[script]
    if script not in WORDS or len(letters) < FEWEST_LETTERS:
        return ""
    return _by_words(sample.lower(), WORDS[script])


def _script(sample: str, letters: int) -> str:
    """The script of a good part of the letters; kana decide before Han, which Japanese uses too."""
    counts = {script: len(pattern.findall(sample)) for script, pattern in SCRIPTS.items()}
    if counts["kana"] and counts["kana"] + counts["han"] >= MOSTLY * letters:
        return "kana"
    return max((s for s in counts if counts[s] >= MOSTLY * letters), key=counts.__getitem__, default="")


def _by_words(sample: str, languages: dict[str, frozenset[str]]) -> str:
    """The language with most of its commonest words and telling letters here; empty on a tie or too few."""
    words = Counter(WORD.findall(sample))
    letters = Counter(sample)
    scores = {
        language: sum(words[word] for word in common)
        + 0.5 * sum(letters[letter] for letter in TELLING_LETTERS.get(language, ()))
        for language, common in languages.items()
    }
    (first, most), (_, next_most) = sorted(scores.items(), key=lambda item: -item[1])[:2]
    return first if most >= FEWEST_HITS and most > next_most else ""
