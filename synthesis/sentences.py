"""The computed sentences of a report: all writers and pages print these, so all carry the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from synthesis.snapshot_types import FiguresData, PassageData, PeriodData, Snapshot, SupportData
from synthesis.wording.table import Wording


@dataclass(frozen=True)
class Support:
    """What stands behind a theme or an insight: `line`, then `differs` (empty where nobody does)."""

    line: str
    differs: str
    people: int
    differing: int

    @property
    def text(self) -> str:
        return f"{self.line} · {self.differs}" if self.differs else self.line


def support_of(data: SupportData, wording: Wording) -> Support:
    """The support line. Numbers are figures except one; who differs is counted in words up to ten."""
    segments = []
    team = data["team_contributions"]
    if data["contributions"]:
        segments.append(_support_sentence(data, wording))
        if team:
            segments.append(wording.count("by_team", team))
    elif team:
        segments.append(wording.say("support_only_team", contributions=wording.count("contributions", team)))
    else:
        segments.append(wording.say("support_nothing"))
    differing = data["differs"]
    return Support(
        line=" · ".join(segments),
        differs=wording.count("differs", differing, spelled=True) if differing else "",
        people=data["people"],
        differing=differing,
    )


def _support_sentence(data: SupportData, wording: Wording) -> str:
    return wording.say(
        "support" if data["countries"] else "support_without_countries",
        contributions=wording.count("contributions", data["contributions"]),
        people=wording.count("people", data["people"]),
        countries=wording.count("countries", data["countries"]),
    )


def contributions_counted(figures: FiguresData, wording: Wording) -> str:
    """ "21 contributions (8 by the team)": the team's are among them."""
    counted = wording.count("contributions_figures", figures["contributions"])
    if not figures["team_contributions"]:
        return counted
    return wording.say(
        "contributions_with_team", contributions=counted, team=wording.number(figures["team_contributions"])
    )


def figures_sentence(figures: FiguresData, wording: Wording) -> str:
    if not figures["contributions"]:
        return wording.say("figures_empty")
    sentence = wording.say(
        "figures" if figures["team_contributions"] else "figures_without_team",
        people=wording.count("people_figures", figures["people"]),
        countries=wording.count("countries", figures["countries"]),
        contributions=contributions_counted(figures, wording),
        languages=wording.count("languages", figures["languages"], spelled=True),
    )
    if figures["rooms"] < 2:  # noqa: PLR2004
        return sentence
    rooms = wording.count("rooms", figures["rooms"], spelled=True)
    return f"{sentence} {wording.say('and_rooms', rooms=rooms)}"


def share_sentence(data: Snapshot, wording: Wording) -> str:
    """ "Of 132 contributions, 61 are used, 58 considered under themes, 13 out of scope." """
    ledger = data.get("ledger")
    if ledger is None:
        return ""
    rest = {key: ledger[key] for key in ("considered", "same", "out", "open") if ledger[key]}
    total = ledger["used"] + sum(rest.values())
    if not total:
        return ""
    parts = [wording.count(f"share_{key}", n) for key, n in {"used": ledger["used"], **rest}.items()]
    of = wording.count("share_of", total)
    return wording.say("share", total=of, parts=wording.comma.join(parts))


def counted_apart(figures: FiguresData, period: PeriodData, wording: Wording) -> str:
    moment = moment_of(figures["as_of"], period, wording)
    if not figures["team_contributions"]:
        return wording.say("counted_as_of", moment=moment)
    return wording.say(
        "counted_apart_text",
        people=wording.count("team_people", figures["team_people"], spelled=True),
        contributions=wording.count("contributions_figures", figures["team_contributions"]),
        moment=moment,
    )


def period_lines(period: PeriodData, wording: Wording) -> list[str]:
    """ "29 June – 31 July 2026" and, when it was, "Extended from 24 July to 31 July"."""
    opens, closes = date.fromisoformat(period["opens_on"]), date.fromisoformat(period["closes_on"])
    lines = [wording.days(opens, closes)]
    if period["extended_from"]:
        old = date.fromisoformat(period["extended_from"])
        lines.append(
            wording.say("extended", old=wording.date_without_year(old), new=wording.date_without_year(closes))
        )
    return lines


def local_instant(instant: str, period: PeriodData) -> datetime:
    moment = datetime.fromisoformat(instant)
    zone = period.get("time_zone")
    return moment.astimezone(ZoneInfo(zone)) if zone else moment


def moment_of(instant: str, period: PeriodData, wording: Wording) -> str:
    return wording.moment(local_instant(instant, period), period["city"].replace("_", " "))


def day_of(instant: str, period: PeriodData, wording: Wording) -> str:
    return wording.full_date(local_instant(instant, period).date())


def number_in_words(passage_room: str, number: int, *, rooms: int, wording: Wording) -> str:
    """ "contribution 17", with its room in front where the consultation has more than one."""
    key = "contribution_number_in_room" if rooms > 1 else "contribution_number"
    return wording.say(key, room=passage_room, number=number)


def attribution_after(passage: PassageData, wording: Wording) -> str:
    """What follows the number under a quotation: the team's part in it, the translator."""
    parts = []
    if passage["team"]:
        parts.append(wording.say("by_team"))
    if passage.get("translation") and passage.get("translated_by"):
        parts.append(wording.say("translated_by", who=passage.get("translated_by")))
    return " · ".join(parts)
