"""A finished report as a snapshot: insights with evidence, notes, a figure, charts. All of it invented."""

from __future__ import annotations

import base64
from typing import Any

from synthesis.snapshot_types import InsightData, PassageData, SectionData, Snapshot
from tests.synthesis.snapshots import (
    ARABIC_QUOTE,
    CHINESE_QUOTE,
    FRENCH_QUOTE,
    charts,
    framed_snapshot,
    insight,
    note,
    paragraph,
    passage,
    section,
    support,
    text,
)

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 620 330" width="620" height="330">
<rect width="620" height="330" fill="#D5E7EA"/><circle cx="465" cy="85" r="38" fill="#fff"/>
<path d="M0 150Q80 110 180 150T380 175T620 150V330H0Z" fill="#A9CDD3"/>
<path d="M0 185Q120 215 240 205T430 175T620 195V330H0Z" fill="#5E9DA7"/>
<path d="M0 270Q200 225 380 270T620 262V330H0Z" fill="#0B5563"/></svg>"""


def evidence() -> list[PassageData]:
    return [
        passage(
            9,
            "Farrukh Saidov, Kyrgyzstan",
            "The judge came on the second Tuesday. By spring people planned the market around it.",
        ),
        passage(
            11,
            "Farrukh Saidov, Kyrgyzstan",
            "Twice the road was closed and the clerk read out the new date on the radio.",
        ),
        passage(
            14,
            "Isabel Quirós, Costa Rica",
            "Vinieron una vez, con cámaras, y no volvieron. La segunda visita es la que cuenta.",
            "es",
        ),
        passage(
            26,
            "Youssef Trabelsi, Morocco",
            "Un calendrier affiché à l’école vaut mieux qu’une promesse.",
            "fr",
        ),
        passage(
            33,
            "Name withheld, Latin America",
            "El mismo juez, la misma sala, el mismo día: entonces la gente viene.",
            "es",
        ),
        passage(
            38,
            "Petro Lysenko, Moldova",
            "A bus to the town would cost less than a bench on wheels, and the town has a lawyer.",
            stance="differs",
        ),
    ]


def more_evidence() -> list[PassageData]:
    return [
        passage(
            17,
            "Layla Haddad, Lebanon",
            "حملتها ثلاثة أيام من باب إلى باب قبل أن يخبرني أحد أنها موعد لا تهمة.",
            "ar",
        ),
        passage(41, "Name withheld, Asia", "没有她，我母亲连第一页都打不开。", "zh"),
        passage(
            44,
            "Giulia Conti, Viet Nam",
            "We read our own letters to the cleaners. Six of ten were rewritten.",
        ),
        passage(
            47,
            "Giulia Conti, Viet Nam",
            "The shortest letter brought the most people on the right day.",
            stance="context",
        ),
        passage(58, "Petro Lysenko, Moldova", "", team=False),
    ]


def first_theme() -> list[InsightData]:
    return [
        insight(
            "1.1.1",
            "The journey is the first judgment.",
            "Several people wrote that a hearing costs two days of wages before a word is spoken, and that "
            "the sum at stake is often smaller. They ask that the distance a party must travel be counted "
            "when a sitting is planned.",
            support=support(7, 6, 5),
        ),
        insight(
            "1.1.2",
            "Travelling courts work when they return.",
            [
                text(
                    "A few people described judges who hold sittings in school halls and market towns. What "
                    "made the difference was the calendar: a fixed day each month, announced on the radio, "
                    "kept even when only two cases were listed."
                ),
                note("circuit"),
            ],
            support=support(5, 4, 3, 1),
            evidence=evidence(),
        ),
        insight(
            "1.1.3",
            "A fee waiver nobody knows is no waiver.",
            [
                text(
                    "Waivers exist on paper in every system described. People learned of them after paying, "
                    "or from a neighbour; one court now prints the waiver on the back of the summons itself."
                ),
                note("waiver"),
            ],
            support=support(3, 3, 3),
        ),
    ]


def second_theme() -> list[InsightData]:
    return [
        insight(
            "1.2.1",
            "Read it aloud before sending it.",
            "Several people proposed a simple test for every letter a court sends: if it cannot be "
            "understood when read aloud once, it is rewritten.",
            support=support(6, 5, 5, team=1),
            evidence=more_evidence(),
        ),
        insight(
            "1.2.2",
            "Interpreters belong to the hearing, not to the party.",
            [
                text(
                    "Where families bring a cousin to interpret, they also bring the dispute into the room. "
                    "The court should choose and pay."
                ),
                note("waiver"),
            ],
            support=support(4, 4, 4, 2),
        ),
    ]


def first_part() -> SectionData:
    quotes = [
        passage(
            17,
            "Layla Haddad, Lebanon",
            ARABIC_QUOTE,
            "ar",
            featured=True,
            translated_by="the team",
            translation="The letter came in a language nobody in our house speaks. For three days I carried "
            "it from door to door before someone told me it was an appointment, not a charge.",
        ),
        passage(
            41,
            "Name withheld, legal aid, Asia and the Pacific",
            CHINESE_QUOTE,
            "zh",
            featured=True,
            translated_by="the team",
            translation="A court can move onto a screen, but the person at the door who is willing to "
            "explain cannot be moved away. Without her, my mother could not open even the first "
            "page.",
        ),
        passage(
            26,
            "Youssef Trabelsi, Morocco",
            FRENCH_QUOTE,
            "fr",
            featured=True,
            translated_by="the author",
            translation="We were given a case number; what we lacked was a voice at the end of the line.",
        ),
    ]
    figure: Any = {
        "id": "f1",
        "caption": "A monthly sitting in the open, as three contributions describe it: the bench comes by "
        "van, the road is shared by everyone.",
        "credit": "Drawing © Meridian Forum on Public Justice",
        "alt": "Hills with a winding road under a low sun.",
        "after": "i-1-1-3",
        "image": {"media": "image/svg+xml", "data": base64.b64encode(DRAWING.encode()).decode()},
    }
    lead = text(
        "Before a right can be argued it has to be carried to a counter, a screen or a bench. Most "
        "contributions began with that journey."
    )
    return section(
        "1",
        "Reaching the court",
        "part",
        lead=[lead],
        support=support(34, 24, 15),
        children=[
            section(
                "1.1",
                "Distance and cost",
                insights=first_theme(),
                figures=[figure],
                support=support(15, 11, 8),
            ),
            section(
                "1.2",
                "Languages and plain words",
                insights=second_theme(),
                passages=quotes,
                support=support(10, 9, 7),
            ),
        ],
    )


def small_part(number: str, title: str, theme: str) -> SectionData:
    words = (
        "A few people said that a hearing by video saved them the journey and cost them the room. Seeing "
        "the other side only as a picture made it easier to speak and harder to be believed."
    )
    return section(
        number,
        title,
        "part",
        support=support(9, 8, 6),
        children=[
            section(
                f"{number}.1",
                theme,
                support=support(2, 2, 2),
                insights=[
                    insight(
                        f"{number}.1.1", "The screen helps who is far away.", words, support=support(2, 2, 2)
                    )
                ],
            ),
            section(
                f"{number}.2",
                "Complaints and redress",
                support=support(1, 1, 1),
                insights=[insight(f"{number}.2.1", "", words, support=support(1, 1, 1))],
            ),
        ],
    )


def insights_snapshot() -> Snapshot:
    """Three parts with insights, evidence in five languages, two notes, a figure and charts."""
    made = framed_snapshot()
    made["figures"].update(charts())  # type: ignore[typeddict-item]
    made["version"] = {
        "number": "1.0",
        "label": "Version 1.0",
        "frozen_at": "2026-11-09T10:20:30+00:00",
        "published_at": "2026-11-11T09:00:00+00:00",
    }
    made["sections"] = [
        first_part(),
        small_part("2", "Deciding fairly on screen", "Hearings by video"),
        small_part("3", "Trust, data and oversight", "Publishing court data"),
    ]
    made["method"] = [
        paragraph(text("Two moderators read every contribution and marked passages in the codebook."))
    ]
    made["footnotes"] = [
        {
            "id": "waiver",
            "content": [
                text("Contribution 22 attaches a sample form. It can be read on the consultation page.")
            ],
        },
        {
            "id": "circuit",
            "content": [
                text(
                    "A fixed day is used here for any sitting announced at least four weeks ahead. Two "
                    "contributions use the word “circuit” for the same practice."
                )
            ],
        },
    ]
    return made
