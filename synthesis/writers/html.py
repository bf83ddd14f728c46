"""One self-contained web page: no script, no request, the same words in the same order."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from django.template.loader import render_to_string

from synthesis.document import Document, Look, Rendered, build_document
from synthesis.markup import LOWEST, blocks_html, inline_html
from synthesis.outline import Figure, Insight, Section
from synthesis.snapshot_types import Picture, Snapshot
from synthesis.wording.table import Wording
from synthesis.writers.artwork import COVER, drawing, top_parts
from synthesis.writers.brand import palette_of
from synthesis.writers.pictures import SUFFIXES, is_sound, picture_bytes

BLOCKS = {"p", "ul", "ol", "quote", "heading"}


def write_html(snapshot: Snapshot, language: str = "") -> Rendered:
    """The report as one HTML file, UTF-8, that reads the same with no network."""
    document = build_document(snapshot, language)
    palette = palette_of(document.organiser["brand"])
    mirrored = document.direction == "rtl"
    art = drawing(document.threads, top_parts(document.sections), COVER, palette, mirrored=mirrored)
    view = _View()
    page: dict[str, Any] = view.value(document)
    page.update(
        annex=view.value(document.annex),
        has_insights=document.has_insights,
        words=dict(document.wording.phrases),
        palette=palette,
        art=data_address("image/svg+xml", art.encode()),
        logos=view.logos(document),
        photo=view.picture(document.cover["image"], "cover") if document.cover else "",
        photo_alt=(document.cover.get("alt") or document.cover["caption"]) if document.cover else "",
        opening=document.wording.quotes[0],
        closing=document.wording.quotes[1],
        comma=document.wording.comma,
        with_sponsor=document.wording.say("with_sponsor", sponsor=document.organiser["sponsor"]),
    )
    html = render_to_string("synthesis/export.html", page)
    return Rendered(html.encode(), (*document.should_look, *view.looks))


def data_address(media: str, content: bytes) -> str:
    return f"data:{media};base64,{base64.b64encode(content).decode()}"


@dataclass
class _View:
    """The document as plain values for the template, its trees already HTML."""

    looks: list[Look] = field(default_factory=list)
    anchors: dict[int, str] = field(default_factory=dict)

    def value(self, thing: Any) -> Any:
        if isinstance(thing, list | tuple):
            return self.sequence(thing)
        if is_dataclass(thing) and not isinstance(thing, type | Wording):
            return self.record(thing)
        return thing

    def sequence(self, things: Sequence[Any]) -> Any:
        if things and isinstance(things[0], dict) and "t" in things[0]:
            return blocks_html(things) if things[0]["t"] in BLOCKS else inline_html(things)
        return [self.value(one) for one in things]

    def record(self, thing: Any) -> dict[str, Any]:
        made = {one.name: self.value(getattr(thing, one.name)) for one in fields(thing)}
        made["anchor"] = self.anchors.setdefault(id(thing), f"a{len(self.anchors)}")
        if isinstance(thing, Figure):
            made["address"] = self.picture(thing.image, thing.key)
        if isinstance(thing, Insight):
            made["name"] = thing.name
        if isinstance(thing, Section):
            made["heading"] = f"h{min(thing.level + 1, LOWEST)}"
        return made

    def logos(self, document: Document) -> list[dict[str, str]]:
        given = document.organiser.get("logos", [])
        found = [
            (self.picture(one["image"], f"logo {at}"), one["alt"]) for at, one in enumerate(given, start=1)
        ]
        return [{"address": address, "alt": alt} for address, alt in found if address]

    def picture(self, picture: Picture | None, key: str) -> str:
        """The picture as a data address; empty, and a look, where it cannot be opened."""
        if picture is None:
            return ""
        content, suffix = picture_bytes(picture), SUFFIXES.get(picture["media"])
        if content is None or suffix is None or not is_sound(content, suffix):
            self.looks.append(Look("picture_broken", key))
            return ""
        return data_address(picture["media"], content)
