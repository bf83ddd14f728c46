"""The texts of a report that can be given in another language, as they are typed, and what was given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _

from consultation import texts as rich_texts
from consultation.models import Consultation
from synthesis.blocks import blocks_of
from synthesis.headings import Heading, every
from synthesis.languages import same_language
from synthesis.models import CoverPicture, Figure, Insight, OutsideNote, Report
from synthesis.own_words import COMMAS, runs
from synthesis.participation import LABEL, Asked, asked_in
from synthesis.snapshot_types import Direction, SectionData, Snapshot, TextData, TranslationData
from synthesis.trees import plain, text_node
from synthesis.wording import WORDINGS
from synthesis.wording.names import names_between
from synthesis.writing import paragraphs_of, source_of

FRONT, QUESTIONS = "front", "questions"
type Notes = dict[str, list[dict[str, object]]]


@dataclass(frozen=True)
class Text:
    """`original` as it is typed; `thing` names what the record calls it, to find when it was changed last."""

    key: str
    label: str
    original: str
    thing: tuple[str, int] = ("", 0)
    is_long: bool = False


@dataclass(frozen=True)
class Group:
    """The texts of one page of translation: what stands in front, or one part or heading."""

    key: str
    label: str
    level: int
    texts: list[Text]


def languages_of(consultation: Consultation) -> list[str]:
    """The languages a report of this consultation can be given in besides its own."""
    return [code for code in WORDINGS if not same_language(code, consultation.language)]


def offered_languages(report: Report) -> list[str]:
    """The languages that the report can be built in besides its own: those with a title."""
    titled = set(report.translations.filter(of="title").values_list("language", flat=True))
    return [code for code in languages_of(report.consultation) if code in titled]


def texts_of(report: Report, headings: Sequence[Heading]) -> list[Group]:
    """All texts of the draft that have words, in reading order; as many queries whatever the outline."""
    notes = {str(guid): content for guid, content in report.footnotes.values_list("guid", "content")}
    insights: defaultdict[int, list[Insight]] = defaultdict(list)
    for insight in Insight.objects.filter(section__report=report).prefetch_related("outside"):
        insights[insight.section_id].append(insight)
    figures: defaultdict[int | None, list[Figure]] = defaultdict(list)
    for figure in report.figures.all():
        figures[figure.section_id].append(figure)
    groups = [Group(FRONT, _("Title and front matter"), 1, _filled(_front(report, notes)))]
    for heading in every(headings):
        pk = heading.section.pk
        found = [*_heading(heading)]
        for place, insight in enumerate(insights[pk], start=1):
            found += _insight(insight, f"{heading.number}.{place}", notes)
        for figure in figures[pk]:
            found += _figure(figure)
        groups.append(Group(f"s{pk}", heading.label, heading.level, _filled(found)))
    asked = asked_in(report.consultation)
    if asked:
        groups.append(Group(QUESTIONS, _("Questions"), 1, [_question(one) for one in asked]))
    return groups


def _question(asked: Asked) -> Text:
    label = _("Question %(number)s") % {"number": asked.number}
    is_long = len(asked.name) > LABEL
    return Text(asked.key, label, asked.name, ("rooms.guidingquestion", asked.pk), is_long=is_long)


def _filled(texts: Iterable[Text]) -> list[Text]:
    return [one for one in texts if one.original]


def _front(report: Report, notes: Notes) -> Iterator[Text]:
    consultation = report.consultation
    about = ("consultation.consultation", consultation.pk)
    yield Text("title", _("Title"), consultation.title, about)
    if consultation.name != consultation.title:
        yield Text("short_title", _("Short name, at the foot of each page"), consultation.name, about)
    if report.objective:
        written = "\n\n".join(source_of(one["content"], notes) for one in report.objective)  # type: ignore[arg-type]
        yield Text(
            "objective", _("Why we are asking"), written, ("synthesis.report", report.pk), is_long=True
        )
    else:
        yield Text("objective", _("Why we are asking"), _typed(consultation.objective), about, is_long=True)
    yield Text("outcome", _("What happens now"), _typed(consultation.outcome), about, is_long=True)
    change = consultation.date_changes.last()
    if change is not None:
        yield Text("extension_reason", _("Why the closing date was moved"), change.reason, about)
    photo = CoverPicture.objects.filter(report=report, kind=CoverPicture.Kind.PHOTO).first()
    if photo is not None:
        yield Text("cover.caption", _("Caption of the photograph on the cover"), photo.caption)
        yield Text("cover.credit", _("Credit of the photograph on the cover"), photo.credit)
        yield Text("cover.alt", _("Description of the photograph on the cover"), photo.alt)


def _typed(rich: str) -> str:
    """The words of a text that came from the rich editor, paragraph by paragraph."""
    blocks = blocks_of(rich_texts.render(rich).html, "ltr")
    return "\n\n".join(filter(None, (plain([block]).strip() for block in blocks)))


def _heading(heading: Heading) -> Iterator[Text]:
    section = heading.section
    thing = ("synthesis.section", section.pk)
    yield Text(f"s{section.pk}.title", _("Heading"), section.title, thing)
    yield Text(f"s{section.pk}.lead", _("Lead paragraph"), section.lead, thing, is_long=True)


def _insight(insight: Insight, number: str, notes: Notes) -> Iterator[Text]:
    thing = ("synthesis.insight", insight.pk)
    lead_in = source_of(insight.lead_in, notes)  # type: ignore[arg-type]
    written = "\n\n".join(source_of(one["content"], notes) for one in insight.paragraphs)  # type: ignore[arg-type]
    yield Text(f"{insight.guid}.lead_in", _("%(number)s, lead-in") % {"number": number}, lead_in, thing)
    yield Text(
        f"{insight.guid}.text", _("%(number)s, text") % {"number": number}, written, thing, is_long=True
    )
    for note in insight.outside.all():
        yield from _outside(note, number, thing)


def _outside(note: OutsideNote, number: str, thing: tuple[str, int]) -> Iterator[Text]:
    source = _("%(number)s, source from outside") % {"number": number}
    yield Text(f"o{note.pk}.source", source, note.source, thing)
    words = _("%(number)s, words of the source") % {"number": number}
    yield Text(f"o{note.pk}.words", words, note.words, thing, is_long=True)


def _figure(figure: Figure) -> Iterator[Text]:
    thing = ("synthesis.figure", figure.pk)
    yield Text(f"{figure.guid}.caption", _("Caption of the figure"), figure.caption, thing)
    yield Text(f"{figure.guid}.credit", _("Credit of the figure"), figure.credit, thing)
    yield Text(f"{figure.guid}.alt", _("Description of the image"), figure.alt, thing)


def translations_of(
    report: Report, headings: Sequence[Heading], snapshot: Snapshot, languages: Sequence[str]
) -> list[TranslationData]:
    """What was given in these languages, as a snapshot holds it, beside what the platform itself says."""
    if not languages:
        return []
    originals = {text.key: text.original for group in texts_of(report, headings) for text in group.texts}
    asked = {one.key: one for one in asked_in(report.consultation)}
    given: dict[str, list[TextData]] = {language: [] for language in languages}
    for one in report.translations.filter(language__in=languages):
        if one.of not in originals:
            continue
        label = [[text_node(asked[one.of].label(one.text))]] if one.of in asked else None
        made: TextData = {"of": one.of, "content": label or paragraphs_of(one.text)}
        if one.original != originals[one.of]:
            made["is_older"] = True
        given[one.language].append(made)
    said, own = _said_in(snapshot), report.consultation.language
    return [
        {
            "language": language,
            "direction": cast("Direction", WORDINGS[language].direction),
            "texts": texts,
            "names": [one for one in names_between(own, language, report.draft_number) if one["of"] in said],
        }
        for language, texts in given.items()
    ]


def _said_in(snapshot: Snapshot) -> set[str]:
    """Every name of a snapshot that the platform may have said in its language."""
    rows = (snapshot["figures"].get(key, []) for key in ("by_country", "by_organisation_kind"))
    said = {row["label"] for each in rows for row in each}  # type: ignore[attr-defined]
    for line in _signed(snapshot["sections"]):
        said |= {name for name, _start, _end in runs(COMMAS.split(line))}
    return said | {snapshot["kind"], snapshot["version"]["label"]}


def _signed(sections: Iterable[SectionData]) -> Iterator[str]:
    for section in sections:
        cited = (one for insight in section["insights"] for one in insight["evidence"])
        yield from (one["byline"] for one in (*section["passages"], *section["tagged"], *cited))
        yield from _signed(section["children"])
