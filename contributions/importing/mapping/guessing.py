"""What columns seem to mean, by their names in several languages and by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from consultation.names import fold
from contributions.importing.mapping.parts import ANSWER, Asked, Mapping, Part
from contributions.importing.mapping.values import day_first_in, moment_from
from contributions.importing.tables import Line

# fmt: off
NAMES: dict[str, tuple[str, ...]] = {
    Part.TEXT: (
        "comment body", "comment", "comments", "text", "body", "contribution", "message", "statement",
        "response", "answer", "content", "letter", "opinion", "post body", "comment text", "feedback",
        "texte", "commentaire", "contribution texte", "reponse", "avis", "texto", "comentario", "respuesta",
        "beitrag", "kommentar", "antwort", "testo", "commento", "النص", "التعليق", "текст", "комментарий",
    ),
    Part.ID: (
        "comment id", "id", "contribution id", "response id", "post id", "number", "no", "nr", "reference",
        "ref", "post", "statement id", "identifiant", "numero", "kennung", "key", "row id", "answer id",
        "submission id", "letter id", "uuid",
    ),
    Part.PARENT: (
        "parent", "parent id", "reply to", "in reply to", "parent comment", "replyto", "reply to id",
        "reponse a", "en reponse a", "respuesta a", "antwort auf", "parent post",
    ),
    Part.THREAD: ("thread", "thread id", "conversation", "conversation id", "debate", "discussion id"),
    Part.AUTHOR: (
        "author", "name", "full name", "interview", "speaker", "participant", "respondent", "user",
        "username",
        "author name", "sender", "from", "person", "auteur", "nom", "autor", "nombre", "verfasser", "nome",
        "الاسم", "имя", "автор", "commenter", "user name", "writer", "signed by",
    ),
    Part.PERSON: (
        "author id", "participant id", "respondent id", "user id", "person id", "speaker id", "interview id",
        "commenter id", "member id",
    ),
    Part.ORGANISATION: (
        "organisation", "organization", "institution", "company", "affiliation", "organisation name",
        "organization name", "organizacion", "organisme", "employer", "المنظمة", "организация",
    ),
    Part.COUNTRY: (
        "country", "country code", "pays", "pais", "land", "paese", "nation", "country of origin", "البلد",
        "страна", "country name",
    ),
    Part.LANGUAGE: (
        "language", "lang", "locale", "langue", "idioma", "sprache", "lingua", "language code", "اللغة",
        "язык",
    ),
    Part.DATE: (
        "date", "posted at", "created at", "created", "timestamp", "submitted", "submitted at",
        "submission date",
        "feedback date", "received", "received on", "date received", "posted", "time", "datetime", "fecha",
        "datum", "date de reception", "data", "التاريخ", "дата", "posted on", "published", "created on",
        "sent",
    ),
    Part.QUESTION: (
        "question", "question id", "question number", "q", "guiding question", "pregunta", "frage", "domanda",
        "question no", "question nr", "вопрос", "السؤال", "prompt",
    ),
    Part.CONSENT: (
        "consent", "consent given", "publication privacy settings", "privacy", "permission", "consentement",
        "consentimiento", "einwilligung", "may be published", "publication", "anonymity", "gdpr consent",
    ),
    Part.SOURCE: ("source", "channel", "medium", "origin", "received by", "canal", "quelle", "how received"),
    Part.MODERATED: ("moderated", "moderation", "moderation status", "mod"),
    Part.THEMES: (
        "themes", "theme", "codes", "tags", "theme codes", "theme names", "temas", "tema", "themen", "thema",
        "temi", "الموضوعات", "темы",
    ),
}
# fmt: on
ORDER = tuple(NAMES)
BY_NAME = {
    fold(name): (place, part) for part, names in reversed(NAMES.items()) for place, name in enumerate(names)
}
LONG_TEXT = 40  # characters on average, from where on a column without a telling name holds texts
ALIKE = 0.85
QUESTION_NAME = re.compile(r"(?:q|question|frage|pregunta|answer|a)[ _.-]*0*(\d{1,3})", re.IGNORECASE)
DATES_AMONG = 0.8


def guess_mapping(columns: Sequence[str], sample: Sequence[Line], questions: Sequence[Asked] = ()) -> Mapping:
    """A mapping to start from, for a person to look over."""
    seen = _Columns(columns, [line for line in sample if not line.fault])
    parts = seen.by_name()
    for place, number in seen.answers(parts, questions).items():
        parts[place] = f"{ANSWER}{number}"
    if not any(part == Part.TEXT or part.startswith(ANSWER) for part in parts):
        for place in seen.longest(parts):
            parts[place] = Part.TEXT
    _number_people(parts, seen)
    date = parts.index(Part.DATE) if Part.DATE in parts else None
    return Mapping(tuple(parts), day_first=date is None or day_first_in(seen.cells(date)))


class _Columns:
    def __init__(self, columns: Sequence[str], sample: Sequence[Line]) -> None:
        self.columns, self.sample = columns, sample

    def cells(self, place: int) -> list[str]:
        return [cell for line in self.sample if (cell := line.cells[place].strip())]

    def by_name(self) -> list[str]:
        """For each part the column whose name says it best."""
        best: dict[str, tuple[int, int]] = {}
        for place, column in enumerate(self.columns):
            known = BY_NAME.get(fold(re.sub(r"([a-z])([A-Z])", r"\1 \2", column).replace("_", " ")))
            if known is not None and self._fits(place, known[1]):
                rank, part = known
                best[part] = min(best.get(part, (rank, place)), (rank, place))
        parts = [str(Part.LEAVE)] * len(self.columns)
        for part, (_rank, place) in best.items():
            parts[place] = str(part)
        return parts

    def _fits(self, place: int, part: str) -> bool:
        """Whether what stands in the column can be that. A column without a cell filled may be anything."""
        cells = self.cells(place)
        if not cells or part != Part.DATE:
            return True
        read = sum(1 for cell in cells if moment_from(cell) is not None)
        return read >= DATES_AMONG * len(cells)

    def answers(self, parts: Sequence[str], questions: Sequence[Asked]) -> dict[int, int]:
        """Columns named like a question of the room; each question once, and none for a column of numbers."""
        found: dict[int, int] = {}
        for place, column in enumerate(self.columns):
            if parts[place] not in {Part.LEAVE, Part.TEXT}:
                continue
            number = _question_named(column, questions)
            if number and number not in found.values() and not self._is_closed(place):
                found[place] = number
        return found

    def _is_closed(self, place: int) -> bool:
        """A few answers that everybody chose from, or numbers: no words of people."""
        cells = self.cells(place)
        return bool(cells) and all(len(cell) <= 2 or cell.isdecimal() for cell in cells)  # noqa: PLR2004

    def longest(self, parts: Sequence[str]) -> list[int]:
        """Columns of long texts that differ; else the one column whose cells are longest."""
        free = [place for place, part in enumerate(parts) if part == Part.LEAVE and self.cells(place)]
        sizes = {place: self._size(place) for place in free}
        varied = [place for place in free if len(set(self.cells(place))) > len(self.cells(place)) / 2]
        long = [place for place in varied if sizes[place] >= LONG_TEXT]
        return long or sorted(free, key=lambda place: -sizes[place])[:1]

    def _size(self, place: int) -> float:
        cells = self.cells(place)
        return sum(map(len, cells)) / len(cells)


def _question_named(column: str, questions: Sequence[Asked]) -> int:
    """The number of the question that a heading repeats or counts; 0 for none."""
    folded = fold(column)
    counted = QUESTION_NAME.fullmatch(column.strip())
    for one in questions:
        for words in filter(None, (fold(one.text), fold(one.label))):
            if folded == words or (len(words) > LONG_TEXT and words in folded):
                return one.number
            if len(folded) > LONG_TEXT and SequenceMatcher(None, folded, words).ratio() >= ALIKE:
                return one.number
        if counted and int(counted[1]) == one.number:
            return one.number
    return 0


def _number_people(parts: list[str], seen: _Columns) -> None:
    """A number that comes back row after row is that of a person, not of a contribution."""
    if Part.ID not in parts or Part.PERSON in parts or Part.THREAD in parts:
        return
    place = parts.index(Part.ID)
    cells = seen.cells(place)
    is_survey = Part.QUESTION in parts and Part.AUTHOR not in parts and Part.PARENT not in parts
    if is_survey or len(set(cells)) < len(cells) * 0.9:
        parts[place] = Part.PERSON
