"""A frozen snapshot in one of its languages: translated texts in their places, the others marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from synthesis.own_words import with_names
from synthesis.snapshot_types import (
    ChartRow,
    CoverPhoto,
    FigureData,
    FiguresData,
    FootnoteData,
    InsightData,
    Node,
    OutsideData,
    ParagraphData,
    PassageData,
    SectionData,
    Snapshot,
    ThreadData,
    TranslationData,
)
from synthesis.trees import note_marks, plain


def languages_in(snapshot: Snapshot) -> list[str]:
    """The languages the report can be printed in, its own first."""
    return [snapshot["language"], *(one["language"] for one in snapshot.get("translations", []))]


def in_language(data: Snapshot, language: str) -> tuple[Snapshot, int]:
    """The snapshot with its texts in this language, and how many of them nobody has translated.

    What is not translated stays, marked with its own language. Numbers, quotations, names of people and rooms
    are those of the snapshot. A language that it does not hold changes nothing.
    """
    found = next((one for one in data.get("translations", []) if one["language"] == language), None)
    if found is None:
        return data, 0
    localiser = _Localiser(data, found)
    return localiser.snapshot(), localiser.missing


def older_texts(data: Snapshot, language: str) -> int:
    """How many texts were translated from words that have changed since."""
    found = (one for one in data.get("translations", []) if one["language"] == language)
    return sum(text.get("is_older", False) for one in found for text in one["texts"])


class _Localiser:
    def __init__(self, data: Snapshot, into: TranslationData) -> None:
        self.data, self.into = with_names(data, into["names"]), into
        self.texts = {one["of"]: one["content"] for one in into["texts"]}
        self.notes: dict[str, list[Node]] = {}
        self.missing = 0

    def snapshot(self) -> Snapshot:
        data = self.data
        made: Snapshot = {
            **data,
            "language": self.into["language"],
            "direction": self.into["direction"],
            "title": self.line("title", data["title"]),
            "short_title": self.line("short_title", "") or self.line("title", data["short_title"]),
            "period": {
                **data["period"],
                "extension_reason": plain(self.texts.get("extension_reason", [[]])[0]),
            },
            "objective": self.blocks("objective", data["objective"]),
            "method": self.blocks("method", data["method"]),
            "outcome": self.blocks("outcome", data["outcome"]),
            "figures": self.figures(data["figures"]),
            "sections": [self.section(one) for one in data["sections"]],
            "contributions": self.threads(data["contributions"]),
        }
        photo = data.get("cover")
        if photo is not None:
            made["cover"] = self.cover(photo)
        made["footnotes"] = self.footnotes()
        return made

    def line(self, key: str, original: str) -> str:
        """One line of words; the original where nobody translated it."""
        if key in self.texts:
            return " ".join(map(plain, self.texts[key]))
        self.missing += bool(original)
        return original

    def marked(self, nodes: Sequence[Node]) -> list[Node]:
        """Words of the original with their language."""
        language, direction = self.data["language"], self.data["direction"]
        return [{"t": "span", "lang": language, "dir": direction, "c": list(nodes)}] if nodes else []

    def tree(self, key: str, original: Sequence[Node]) -> list[Node]:
        if key in self.texts:
            return [node for one in self.paragraphs(key, original) for node in one]
        self.missing += bool(original)
        return self.marked(original)

    def paragraphs(self, key: str, original: Iterable[Node]) -> list[list[Node]]:
        """The translated paragraphs; words of a note typed in them become those of the original's note."""
        refs = [mark.get("ref", "") for mark in note_marks(original)]
        count = 0

        def noted(nodes: Sequence[Node]) -> list[Node]:
            nonlocal count
            made: list[Node] = []
            for node in nodes:
                if node["t"] == "note" and "c" in node:
                    ref = refs[count] if count < len(refs) else f"{key}.{count}"
                    count += 1
                    self.notes[ref] = node["c"]
                    made.append({"t": "note", "ref": ref})
                else:
                    made.append({**node, "c": noted(node["c"])} if "c" in node else node)
            return made

        return [noted(one) for one in self.texts[key]]

    def blocks(self, key: str, original: list[Node]) -> list[Node]:
        if key in self.texts:
            return [{"t": "p", "c": one} for one in self.paragraphs(key, original)]
        self.missing += bool(original)
        language, direction = self.data["language"], self.data["direction"]
        return [{"lang": language, "dir": direction, **block} for block in original]

    def section(self, section: SectionData) -> SectionData:
        key = section["id"]
        made: SectionData = {
            **section,
            "title": self.line(f"{key}.title", section["title"]),
            "lead": self.tree(f"{key}.lead", section["lead"]),
            "insights": [self.insight(one) for one in section["insights"]],
            "passages": [self.passage(one) for one in section["passages"]],
            "figures": [self.figure(one) for one in section["figures"]],
            "children": [self.section(one) for one in section["children"]],
        }
        if f"{key}.title" not in self.texts:
            made["lang"] = self.data["language"]
        return made

    def insight(self, insight: InsightData) -> InsightData:
        key, original = f"{insight['id']}.text", insight["paragraphs"]
        made: list[ParagraphData]
        if key in self.texts:
            marks = [node for one in original for node in one["content"]]
            ids = [one["id"] for one in original]
            made = [
                {"id": ids[place] if place < len(ids) else f"{key}.{place}", "content": content}
                for place, content in enumerate(self.paragraphs(key, marks))
            ]
        else:
            self.missing += bool(original)
            made = [{"id": one["id"], "content": self.marked(one["content"])} for one in original]
        told: InsightData = {
            **insight,
            "lead_in": self.tree(f"{insight['id']}.lead_in", insight["lead_in"]),
            "paragraphs": made,
            "evidence": [self.passage(one) for one in insight["evidence"]],
        }
        if "outside" in insight:
            told["outside"] = [self.outside(one) for one in insight["outside"]]
        return told

    def outside(self, note: OutsideData) -> OutsideData:
        key = note.get("id", "")
        made: OutsideData = {
            **note,
            "source": self.line(f"{key}.source", note["source"]),
            "words": self.line(f"{key}.words", note["words"]),
        }
        if note["words"] and f"{key}.words" not in self.texts:
            made["lang"] = self.data["language"]
        return made

    def passage(self, passage: PassageData) -> PassageData:
        """Word for word as it was; its translation is in the language of the original, so it goes."""
        made: PassageData = {**passage}
        made.pop("translation", None)
        made.pop("translated_by", None)
        return made

    def figure(self, figure: FigureData) -> FigureData:
        key = figure["id"]
        made: FigureData = {
            **figure,
            "caption": self.line(f"{key}.caption", figure["caption"]),
            "credit": self.texts_or(f"{key}.credit", figure["credit"]),
            "alt": self.line(f"{key}.alt", figure["alt"]),
        }
        if f"{key}.caption" not in self.texts:
            made["lang"] = self.data["language"]
        return made

    def texts_or(self, key: str, original: str) -> str:
        """A credit: a name as a rule, which nobody misses."""
        return " ".join(map(plain, self.texts[key])) if key in self.texts else original

    def cover(self, photo: CoverPhoto) -> CoverPhoto:
        made: CoverPhoto = {
            **photo,
            "caption": self.line("cover.caption", photo["caption"]),
            "credit": self.texts_or("cover.credit", photo["credit"]),
        }
        if "alt" in photo:
            made["alt"] = self.line("cover.alt", photo["alt"])
        return made

    def figures(self, figures: FiguresData) -> FiguresData:
        if "by_question" not in figures:
            return figures
        return {**figures, "by_question": [self.question(row) for row in figures["by_question"]]}

    def question(self, row: ChartRow) -> ChartRow:
        key = row.get("id", "")
        made: ChartRow = {**row, "label": self.line(key, row["label"])}
        if key not in self.texts:
            made["lang"] = self.data["language"]
        return made

    def threads(self, threads: Sequence[ThreadData]) -> list[ThreadData]:
        """Contributions with the questions they answer, as the rows of the questions call them."""
        rows = self.data["figures"].get("by_question", [])
        labels = {
            row["label"]: plain(self.texts[row["id"]][0]) for row in rows if row.get("id") in self.texts
        }
        return [
            {**one, "questions": [labels.get(label, label) for label in one["questions"]]}
            if "questions" in one
            else one
            for one in threads
        ]

    def footnotes(self) -> list[FootnoteData]:
        """The notes of the original in its order, then those that only the translation has."""
        known = {one["id"] for one in self.data["footnotes"]}
        made: list[FootnoteData] = [
            {"id": one["id"], "content": self.notes.get(one["id"]) or self.marked(one["content"])}
            for one in self.data["footnotes"]
        ]
        made += [{"id": key, "content": words} for key, words in self.notes.items() if key not in known]
        return made
