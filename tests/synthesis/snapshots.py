"""Invented snapshots, as a frozen version holds them. Nothing in them is anybody's."""

from __future__ import annotations

from typing import Any

from synthesis.snapshot_types import (
    ChartRow,
    InsightData,
    Node,
    PassageData,
    SectionData,
    Snapshot,
    SupportData,
    TaggedData,
    ThreadData,
)

HOST = "https://conspectus.example"


def text(words: str) -> Node:
    return {"t": "text", "v": words}


def strong(words: str) -> Node:
    return {"t": "strong", "c": [text(words)]}


def note(ref: str) -> Node:
    return {"t": "note", "ref": ref}


def paragraph(*nodes: Node) -> Node:
    return {"t": "p", "c": list(nodes)}


def support(
    contributions: int = 0, people: int = 0, countries: int = 0, differs: int = 0, team: int = 0
) -> SupportData:
    return {
        "contributions": contributions,
        "people": people,
        "countries": countries,
        "passages": contributions,
        "differs": differs,
        "team_contributions": team,
        "team_people": min(team, 1),
    }


def passage(number: int, byline: str, quote: str, language: str = "en", **more: Any) -> PassageData:
    made: PassageData = {
        "id": f"passage-{number}-{abs(len(quote))}",
        "room": "Emerging trends",
        "number": number,
        "url": f"{HOST}/contributions/{number}/#passage",
        "byline": byline,
        "language": language,
        "direction": "rtl" if language in {"ar", "fa", "he"} else "ltr",
        "quote": quote,
        "stance": "supports",
        "team": False,
    }
    made.update(more)  # type: ignore[typeddict-item]
    return made


def tagged(number: int, byline: str, *, team: bool = False) -> TaggedData:
    url = f"{HOST}/contributions/{number}/"
    return {"room": "Emerging trends", "number": number, "url": url, "byline": byline, "team": team}


def insight(number: str, lead_in: str, words: str | list[Node], **more: Any) -> InsightData:
    content = [text(words)] if isinstance(words, str) else words
    made: InsightData = {
        "id": f"i-{number.replace('.', '-')}",
        "number": number,
        "lead_in": [text(lead_in)] if lead_in else [],
        "paragraphs": [{"id": f"p-{number}-1", "content": content}],
        "support": support(3, 3, 3),
        "evidence": [],
    }
    made.update(more)  # type: ignore[typeddict-item]
    return made


def section(number: str, title: str, kind: str = "heading", **more: Any) -> SectionData:
    made: SectionData = {
        "id": f"s-{number.replace('.', '-')}",
        "kind": "part" if kind == "part" else "heading",
        "number": number,
        "title": title,
        "lead": [],
        "theme_codes": [number],
        "children": [],
        "support": support(),
        "insights": [],
        "passages": [],
        "tagged": [],
        "figures": [],
    }
    made.update(more)  # type: ignore[typeddict-item]
    return made


def threads(count: int, parts: int) -> list[ThreadData]:
    """Every contribution feeds one part, every fifth a second one; every nineteenth differs."""
    made: list[ThreadData] = []
    for n in range(1, count + 1):
        feeds = [str(1 + n * 7 % parts)] if parts else []
        if parts > 1 and n % 5 == 0:
            feeds.append(str(1 + (n * 7 + 1) % parts))
        made.append(
            {"id": f"c{n}", "room": "Emerging trends", "number": n, "parts": feeds, "differs": n % 19 == 0}
        )
    return made


def empty_snapshot() -> Snapshot:
    """A draft frozen before anybody wrote or tagged anything."""
    return {
        "schema": "consultation.report/1",
        "language": "en",
        "direction": "ltr",
        "kind": "Consultation summary",
        "slug": "digital-courts",
        "title": "Digital courts and fair access",
        "short_title": "Digital courts and fair access",
        "organiser": {
            "name": "Meridian Forum on Public Justice",
            "sponsor": "the Lantern Network of Court Users",
            "brand": None,
            "licence": "Creative Commons Attribution 4.0",
        },
        "address": f"{HOST}/reports/digital-courts/",
        "version": {
            "number": None,
            "label": "Draft 7",
            "frozen_at": "2026-11-09T10:20:30+00:00",
            "published_at": None,
        },
        "period": {
            "opens_on": "2026-09-07",
            "closes_on": "2026-10-16",
            "city": "New York",
            "time_zone": "America/New_York",
            "extended_from": "2026-10-09",
            "extension_reason": "Two regions had no network for a week",
        },
        "objective": [],
        "outcome": [],
        "method": [],
        "figures": {
            "people": 0,
            "team_people": 0,
            "contributions": 0,
            "team_contributions": 0,
            "countries": 0,
            "organisations": 0,
            "languages": 0,
            "rooms": 1,
            "as_of": "2026-10-17T03:59:00+00:00",
        },
        "sections": [],
        "footnotes": [],
        "contributions": [],
    }


def weeks() -> list[ChartRow]:
    spans = [
        ("09-07", "09-13", 9),
        ("09-14", "09-20", 14),
        ("09-21", "09-27", 11),
        ("09-28", "10-04", 8),
        ("10-05", "10-09", 10),
        ("10-10", "10-16", 12),
    ]
    return [
        {
            "label": "",
            "first_day": f"2026-{first}",
            "last_day": f"2026-{last}",
            "count": count,
            "added": first == "10-10",
        }
        for first, last, count in spans
    ]


def charts() -> dict[str, list[ChartRow]]:
    languages = [("en", 27, 16), ("fr", 14, 8), ("es", 11, 7), ("ar", 8, 5), ("zh", 4, 2)]
    questions = [
        ("1 What keeps people from reaching a court?", 29, 21),
        ("2 Which digital step helped, and whom?", 24, 19),
        ("3 What must stay possible without a screen?", 22, 18),
        ("4 Who should see court data?", 9, 6),
    ]
    countries = [
        ("Costa Rica", 5),
        ("Kyrgyzstan", 4),
        ("Lebanon", 4),
        ("Moldova", 3),
        ("Morocco", 3),
        ("Nepal", 2),
        ("Peru", 1),
    ]
    return {
        "by_week": weeks(),
        "by_language": [
            {"label": "", "language": code, "count": n, "people": people} for code, n, people in languages
        ],
        "by_question": [{"label": label, "count": n, "people": people} for label, n, people in questions],
        "by_country": [{"label": label, "count": n} for label, n in countries],
    }


OBJECTIVE = (
    "Courts in many places moved part of their work onto screens. The Forum asked who gained by it, who was "
    "left at the door, and what should hold before the next step is taken."
)
OUTCOME = (
    "The organisers answer this report in public by 8 January 2027. The answer will stand beside it at the "
    "same address."
)


def framed_snapshot() -> Snapshot:
    """The frame both looks share: figures, objective, outcome, one dot per contribution."""
    made = empty_snapshot()
    made["objective"] = [paragraph(text(OBJECTIVE))]
    made["outcome"] = [paragraph(text(OUTCOME))]
    made["figures"] = {
        "people": 38,
        "team_people": 5,
        "contributions": 75,
        "team_contributions": 11,
        "countries": 21,
        "organisations": 17,
        "languages": 5,
        "rooms": 1,
        "as_of": "2026-10-17T03:59:00+00:00",
    }
    made["contributions"] = threads(64, 3)
    return made


ARABIC_QUOTE = (
    "جاءتني الرسالة بلغة لا يتكلمها أحد في بيتنا. حملتها ثلاثة أيام من باب إلى باب قبل أن يخبرني "
    "أحد أنها موعد لا تهمة."
)
CHINESE_QUOTE = "法庭可以搬到屏幕上，但门口那位愿意解释的人不能搬走。没有她，我母亲连第一页都打不开。"
FRENCH_QUOTE = "On nous a donné un numéro de dossier ; il nous manquait une voix au bout du fil."
RUSSIAN_QUOTE = "Суд перенёс заседание на экран, а экрана в деревне нет."
HINDI_QUOTE = "अदालत का कागज़ मिला, पर पढ़कर सुनाने वाला कोई नहीं था।"
FAMILY = "👩\u200d👩\u200d👧\u200d👦"
EMOJI_QUOTE = f"We read the letter aloud at the market {FAMILY} and people laughed 👍🏽 at the long words."
LONG_QUOTE = (
    "When the travelling judge first came we thought it was a visit for the newspapers. There was a table "
    "under the fig tree, two clerks, a stamp. Eleven cases were read out that day and nine of them were "
    "settled before the sun moved behind the school. The tenth was mine. It was about a strip of land no "
    "wider than a cart, and it had been waiting for four years because the road to the district town costs "
    "more than the strip is worth. I do not say the judgment was good for me. I say it was given, in words "
    "I knew, in front of the people who would have to keep it."
)
