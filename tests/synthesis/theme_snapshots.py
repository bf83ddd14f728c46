"""A report made from the codebook alone: themes with their passages, no insight typed. All of it invented."""

from __future__ import annotations

from synthesis.snapshot_types import Snapshot
from tests.synthesis.snapshots import (
    ARABIC_QUOTE,
    CHINESE_QUOTE,
    EMOJI_QUOTE,
    FRENCH_QUOTE,
    HINDI_QUOTE,
    LONG_QUOTE,
    RUSSIAN_QUOTE,
    framed_snapshot,
    passage,
    section,
    support,
    tagged,
    text,
)


def themes_snapshot() -> Snapshot:
    """Made from the codebook alone: themes with their passages, no insight typed."""
    made = framed_snapshot()
    made["sections"] = [
        section(
            "1",
            "Reaching the court",
            "part",
            support=support(34, 24, 15, 2, 4),
            children=[
                section(
                    "1.1",
                    "Distance and cost",
                    lead=[text("What it takes to stand before a judge: the road, the fare, the lost day.")],
                    support=support(9, 7, 5, 1, 2),
                    passages=[
                        passage(
                            9,
                            "Farrukh Saidov, Kyrgyzstan",
                            "The judge came on the second Tuesday. By spring people planned the market "
                            "around it.",
                        ),
                        passage(
                            14,
                            "Isabel Quirós, Costa Rica",
                            "Vinieron una vez, con cámaras, y no volvieron. La segunda visita es la que "
                            "cuenta.",
                            "es",
                        ),
                        passage(
                            38,
                            "Petro Lysenko, Moldova",
                            "A bus to the town would cost less than a bench on wheels, and the town has a "
                            "lawyer.",
                            stance="differs",
                        ),
                        passage(44, "Carlos Méndez, Paraguay", LONG_QUOTE),
                    ],
                    tagged=[
                        tagged(2, "Petro Lysenko, Moldova"),
                        tagged(5, "Nadia Rahmani, Jordan", team=True),
                        tagged(31, "Giulia Conti, Viet Nam"),
                    ],
                ),
                section(
                    "1.2",
                    "Languages and plain words",
                    support=support(6, 5, 5),
                    passages=[
                        passage(
                            17,
                            "Layla Haddad, Lebanon",
                            ARABIC_QUOTE,
                            "ar",
                            translation="The letter came in a language nobody in our house speaks. For "
                            "three days I carried it from door to door before someone told me "
                            "it was an appointment, not a charge.",
                            translated_by="the team",
                        ),
                        passage(41, "Name withheld, legal aid, Asia and the Pacific", CHINESE_QUOTE, "zh"),
                        passage(26, "Youssef Trabelsi, Morocco", FRENCH_QUOTE, "fr"),
                        passage(27, "Olena Kovtun, Moldova", RUSSIAN_QUOTE, "ru"),
                        passage(28, "Meera Joshi, Nepal", HINDI_QUOTE, "hi"),
                        passage(47, "Giulia Conti, Viet Nam", EMOJI_QUOTE),
                    ],
                ),
            ],
        ),
        section(
            "2",
            "Deciding fairly on screen",
            "part",
            support=support(20, 17, 11),
            children=[
                section(
                    "2.1",
                    "Hearings by video",
                    support=support(2, 2, 2),
                    passages=[
                        passage(
                            52,
                            "Carlos Méndez, Paraguay",
                            "Si hay que leerla tres veces, la carta no avisa: asusta.",
                            "es",
                        ),
                    ],
                ),
                section(
                    "2.2",
                    "Evidence and files",
                    support=support(1, 1, 1),
                    tagged=[tagged(58, "Petro Lysenko, Moldova")],
                ),
            ],
        ),
        section(
            "3",
            "Trust, data and oversight",
            "part",
            support=support(0, 0, 0),
            children=[
                section("3.1", "Publishing court data"),
            ],
        ),
    ]
    return made
