"""A consultation with a published report, made of rows as people make them and frozen as the worker does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from consultation.models import Consultation, Membership
from contributions.models import Contribution
from moderation.models import Passage
from synthesis import shelf
from synthesis.models import BuiltFile, Evidence, Footnote, Insight, OutsideNote, Report, Section, Version
from synthesis.public.facts import _known
from synthesis.public.making import _made
from synthesis.public.uses import _read
from synthesis.snapshot import checksum, freeze


@dataclass
class Published:
    """The report under the maker's hands: `publish` freezes what stands and gives it the next number."""

    consultation: Consultation
    editor: Membership
    report: Report = field(init=False)

    def __post_init__(self) -> None:
        self.report = Report.objects.create(consultation=self.consultation)

    def part(self, title: str) -> Section:
        position = self.report.sections.filter(parent=None).count() + 1
        return Section.objects.create(report=self.report, kind="part", title=title, position=position)

    def heading(self, title: str, part: Section | None = None) -> Section:
        position = self.report.sections.filter(parent=part).count() + 1
        kept = {"report": self.report, "kind": "heading", "parent": part}
        return Section.objects.create(title=title, position=position, **kept)

    def note(self, words: str) -> str:
        return str(Footnote.objects.create(report=self.report, content=[{"t": "text", "v": words}]).guid)

    def insight(self, section: Section, lead_in: str, *paragraphs: Any, **more: Any) -> Insight:
        """Paragraphs are words, or trees of nodes; `outside` is where it comes from, if nobody posted it."""
        stated = more.pop("outside", "")
        trees = [[{"t": "text", "v": one}] if isinstance(one, str) else one for one in paragraphs]
        made = Insight.objects.create(
            section=section,
            position=section.insights.count() + 1,
            lead_in=[{"t": "text", "v": lead_in}] if lead_in else [],
            paragraphs=[
                {"id": f"00000000-0000-4000-8000-{n:012}", "content": c} for n, c in enumerate(trees)
            ],
            **more,
        )
        if stated:
            OutsideNote.objects.create(insight=made, source=stated, added_by=self.editor)
        return made

    def rest(
        self, insight: Insight, said: Contribution, words: str = "", stance: str = "supports", **more: Any
    ) -> Evidence:
        """Let the insight rest on these words of the contribution, or on the whole of it."""
        passage = self.passage(said, words) if words else None
        return Evidence.objects.create(
            insight=insight,
            contribution=said,
            revision=said.revision,
            passage=passage,
            stance=stance,
            position=insight.evidence.count() + 1,
            added_by=self.editor,
            **more,
        )

    def passage(self, said: Contribution, words: str) -> Passage:
        plain = said.revision.plain
        start = plain.index(words)
        end = start + len(words)
        around = {"prefix": plain[max(0, start - 32) : start], "suffix": plain[end : end + 32]}
        kept = {"revision": said.revision, "start": start, "end": end}
        made, _new = Passage.objects.get_or_create(
            **kept, defaults={"quote": words, "created_by": self.editor, **around}
        )
        return made

    @transaction.atomic
    def publish(self, number: str = "1.0", languages: Sequence[str] = (), **more: Any) -> Version:
        now = timezone.now()
        draft = self.report.take_draft_number()
        snapshot = freeze(self.report, at=now, languages=languages)
        version = Version.objects.create(
            report=self.report,
            draft=draft,
            snapshot=snapshot,
            checksum=checksum(snapshot),
            number=number,
            published_at=now,
            **more,
        )
        self.consultation.summary_published_at = now
        self.consultation.save(update_fields=["summary_published_at"])
        return version

    def close(self) -> None:
        """People were asked until yesterday."""
        self.consultation.closes_at = timezone.now() - timedelta(days=1)
        self.consultation.save(update_fields=["closes_at"])


def put_file(version: Version, form: str = "pdf", content: bytes = b"%PDF-", **more: Any) -> BuiltFile:
    """A public file of the version on the shelf."""
    slug = version.report.consultation.slug
    name = f"{slug}-v{version.number}-en.{form}"
    facts = {"size": len(content), "sha256": sha256(content).hexdigest(), "is_public": True, "name": name}
    path = shelf.put(slug, str(more.get("name", name)), content, "test")
    return BuiltFile.objects.create(version=version, format=form, path=path, **(facts | more))


def words(page: Any) -> str:
    """The text of a page, in one line, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def client_of(member: Membership) -> Client:
    """Somebody's browser, signed in."""
    client = Client()
    client.force_login(member.user, backend="consultation.people.backend.ActivePeopleBackend")
    return client


def forget() -> None:
    """Lose what this process knows of published versions."""
    _made.cache_clear()
    _read.cache_clear()
    _known.clear()
