from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consultation import outbox
from consultation.models import Consultation, Outbox
from synthesis import building, shelf
from synthesis.actions.builds import build_in_foreground
from synthesis.actions.outline import report_of
from synthesis.formats import FORMATS
from synthesis.models import Build, Version
from synthesis.public.versions import published_snapshot
from synthesis.texts import offered_languages

USABLE = ", ".join(FORMATS)


class Command(BaseCommand):
    help = (
        "Builds the files of a summary report here and now, as the worker does, and copies them to a folder."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the consultation's")
        parser.add_argument("--out", type=Path, required=True, help="folder for the files, made if need be")
        parser.add_argument("--formats", default=",".join(FORMATS), help=f"some of {USABLE}")
        parser.add_argument("--draft", action="store_true", help="freeze and build a new draft")

    def handle(self, *_args: Any, **options: Any) -> None:
        consultation = Consultation.objects.filter(slug=options["slug"]).first()
        if consultation is None:
            raise CommandError(f"There is no consultation {options['slug']}.")
        formats = self.formats(options["formats"])
        options["out"].mkdir(parents=True, exist_ok=True)
        files = (
            self.draft(consultation, formats) if options["draft"] else self.published(consultation, formats)
        )
        for name, data in files:
            (options["out"] / name).write_bytes(data)
            told = f"{len(data):,} bytes  SHA-256 {sha256(data).hexdigest()}"
            self.stdout.write(f"{options['out'] / name}  {told}")

    def published(self, consultation: Consultation, formats: list[str]) -> Iterator[tuple[str, bytes]]:
        """The newest published version, made again from its snapshot."""
        versions = Version.objects.published().filter(report__consultation=consultation)
        version = versions.order_by("-published_at", "-pk").first()
        if version is None:
            raise CommandError("No version of this report is published yet; --draft builds a draft.")
        snapshot = published_snapshot(version)
        for key in formats:
            for language in building.file_languages(version, key):
                rendered = FORMATS[key].write(snapshot, language)
                yield building.file_name(version, key, language, is_public=True), rendered.data

    def draft(self, consultation: Consultation, formats: list[str]) -> Iterator[tuple[str, bytes]]:
        """A draft frozen now, built as the worker builds it."""
        for file in self.built(consultation, formats).files.all():
            yield file.name, shelf.place_of(file.path).read_bytes()

    def formats(self, listed: str) -> list[str]:
        wanted = [one.strip() for one in listed.split(",") if one.strip()]
        unknown = [one for one in wanted if one not in FORMATS]
        if unknown or not wanted:
            raise CommandError(f"--formats takes some of {USABLE}, not {', '.join(unknown) or 'nothing'}.")
        return [key for key in FORMATS if key in wanted]

    def built(self, consultation: Consultation, formats: list[str]) -> Version:
        report = report_of(consultation)
        build = build_in_foreground(report, formats, now=timezone.now(), languages=offered_languages(report))
        if build is None:
            raise CommandError("This report is being built already; wait for that build or cancel it.")
        row = Outbox.objects.get(key=build.key)
        building.run(build, ended=partial(outbox.done, row.pk))
        build.refresh_from_db()
        if build.status != Build.Status.DONE:
            raise CommandError(f"The build ended as {build.get_status_display().lower()}. {build.reason}")
        return build.version
