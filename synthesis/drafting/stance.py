"""Words that announce another view, in the languages of the reports. A person decides what they mean."""

from __future__ import annotations

import re

CUES: dict[str, str] = {
    "en": r"(?:i|we) (?:strongly |respectfully )?(?:disagree|oppose|object)|"
    r"(?:i|we) (?:do not|don[’']t|cannot|can[’']t) (?:agree|think|believe|support)|"
    r"(?:i|we) (?:am|are|remain) (?:not (?:convinced|sure)|against|opposed|unconvinced|sceptical|skeptical)|"
    r"i[’']m (?:not (?:convinced|sure)|against|opposed)|on the contrary|contrary to (?:what|the view|others)|"
    r"is not the (?:answer|solution|way)|not in favou?r|opposed to",
    "fr": r"(?:je|nous) ne (?:suis|sommes|partage\w*|crois|croyons|pense|pensons|soutien\w*|souten\w+) pas|"
    r"pas d[’']accord|(?:en|mon|notre) désaccord|je m[’']oppose|nous nous opposons|au contraire|"
    r"n[’']est pas la (?:solution|réponse)",
    "es": r"no (?:estoy|estamos) (?:de acuerdo|a favor|convencid[oa]s?)|(?:en|mi|nuestro) desacuerdo|"
    r"discrep(?:o|amos)|me opongo|nos oponemos|(?:por el|al) contrario|no (?:creo|creemos|apoyo|apoyamos)|"
    r"no es la (?:solución|respuesta)",
    "ar": r"لا (?:أوافق|نوافق|أتفق|نتفق|أعتقد|نعتقد|أؤيد|نؤيد)|(?:أ|ن)عارض|(?:أ|ن)ختلف مع|على العكس|بالعكس|"
    r"ليس (?:هو )?الحل",
    "ru": r"не (?:соглас(?:ен|на|ны)|поддержива(?:ю|ем)|думаю|думаем|считаю|считаем)|возража(?:ю|ем)|"
    r"напротив|наоборот|я против|мы против|не (?:решение|выход)",
    "zh": r"不同意|不赞成|不赞同|我(?:们)?反对|不支持|不认为|恰恰相反",
}
BOUNDED = re.compile(
    rf"(?<!\w)(?:{'|'.join(words for language, words in CUES.items() if language != 'zh')})(?!\w)",
    re.IGNORECASE,
)
UNBOUNDED = re.compile(CUES["zh"])


def cue_of(text: str) -> str:
    """The words of a text that announce another view, as they stand there; "" where there are none."""
    found = BOUNDED.search(text) or UNBOUNDED.search(text)
    return found[0] if found else ""
