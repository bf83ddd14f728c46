"""Which way a language is written."""

RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)
RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"})
SCRIPT_LENGTH = 4


def direction(language_code: str) -> str:
    """`rtl` or `ltr` for a BCP 47 tag, by its script if it names one, else by language; `ltr` if unknown."""
    language, *subtags = language_code.lower().replace("_", "-").split("-")
    script = next((tag for tag in subtags if len(tag) == SCRIPT_LENGTH and tag.isalpha()), "")
    runs_left = script in RIGHT_TO_LEFT_SCRIPTS if script else language in RIGHT_TO_LEFT
    return "rtl" if runs_left else "ltr"


OWN_NAMES = {
    "en": "English",
    "es": "español",
    "fr": "français",
    "ar": "العربية",
    "ru": "русский",
    "zh": "中文",
    "pt": "português",
    "de": "Deutsch",
    "fa": "فارسی",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "it": "italiano",
    "ja": "日本語",
    "ko": "한국어",
    "ky": "кыргызча",
    "ne": "नेपाली",
    "ro": "română",
    "sw": "Kiswahili",
    "tr": "Türkçe",
    "uk": "українська",
    "ur": "اردو",
    "vi": "Tiếng Việt",
}
"""Languages people may say they wrote in, each by its own name."""
