"""English."""

from synthesis.wording.accounts import ENGLISH as ACCOUNTS
from synthesis.wording.sheets import ENGLISH as SHEETS
from synthesis.wording.table import Wording


def plural(n: int) -> str:
    return "one" if n == 1 else "other"


PHRASES = {
    "span": "{first} – {last}",
    "moment": "{day}, {time} {city}",
    "moment_without_city": "{day}, {time} (UTC)",
    "extended": "Extended from {old} to {new}",
    "version": "Version {number}",
    "version_in_foot": "version {number}",
    "with_sponsor": "with {sponsor}",
    "page_of": "of {total}",
    "contents": "Contents",
    "about_consultation": "About the consultation",
    "why": "Why people were asked",
    "next": "What happens now",
    "findings": "What people said",
    "how": "How to read this report",
    "numbers": "The consultation in numbers",
    "method": "Method",
    "annex": "Evidence annex",
    "about": "About this document",
    "notes": "Notes",
    "figure": "Figure {number}.",
    # how to read
    "how_lead": "This report gathers what people wrote in an open consultation and shows, for every point, "
    "how many voices stand behind it.",
    "how_not_a_vote": "Not a vote",
    "how_not_a_vote_text": "The report does not claim consensus and is not exhaustive. It says what was "
    "said, by how many people and from where. It never gives percentages: people "
    "chose to take part, and they do not stand for a population.",
    "how_support": "The support line",
    "how_support_text": "Under each point a fine line counts contributions, people and countries. The "
    "people who ran the consultation are not among them; what they wrote is named "
    "apart. The dots beside it repeat the number of people: a full dot is a person the "
    "point rests on, a ring is a person who differs.",
    "how_words": "Words for numbers",
    "how_names": "Names and places",
    "how_names_text": "People appear under the name they chose. A withheld name is printed with a field of "
    "work; its country follows only where three or more people there took part.",
    "how_languages": "Languages",
    "how_languages_text": "Quotations stand in the language they were written in, marked in the margin. A "
    "translation follows where there is one and says who made it.",
    "how_back": "Going back",
    "how_back_insights": "Every number such as {number} leads to the evidence annex, and from there to the "
    "contribution on the consultation page, where it stays readable.",
    "how_back_web": "Every number such as {number} leads to the same point on the web page "
    "of this report, with the passages behind it, and from there to the contributions.",
    "how_back_passages": "Under every quotation stands the number of its contribution. It leads to the "
    "consultation page, where the words can be read in their place.",
    "words_one": "One person",
    "words_few": "A few",
    "words_several": "Several",
    "words_many": "Many",
    "words_few_range": "2 to 4",
    "words_several_range": "5 to 9",
    "words_many_range": "10 or more",
    # counts
    "support": "Based on {contributions} from {people} in {countries}",
    "support_without_countries": "Based on {contributions} from {people}",
    "support_only_team": "Based on {contributions} by the team alone",
    "support_nothing": "No contribution carries this yet",
    "figures": "{people} in {countries} took part. They and the team wrote {contributions} in {languages}.",
    "figures_without_team": "{people} in {countries} wrote {contributions} in {languages}.",
    "figures_empty": "Nobody has taken part yet.",
    "contributions_with_team": "{contributions} ({team} by the team)",
    "counted_apart": "Counted apart:",
    "counted_apart_text": "{people} of the team wrote {contributions}. They are not among the people and "
    "countries counted here. Counts as of {moment}.",
    "counted_as_of": "Counts as of {moment}.",
    "and_rooms": "The discussion ran in {rooms}.",
    # themes and passages
    "tagged": "Read as a whole",
    "tagged_text": "Contributions on this theme without a single passage picked out:",
    "contribution_number": "contribution {number}",
    "contribution_number_in_room": "{room}, contribution {number}",
    "by_team": "by the team",
    "translated_by": "translated by {who}",
    "supports": "supports",
    "differs": "differs",
    "context": "context",
    # annex
    "annex_lead": "Each insight with the passages behind it, in the words and language of their authors. "
    "Numbers lead to the contribution on the consultation page.",
    "annex_number": "No.",
    "annex_who": "Who",
    "annex_passage": "Passage",
    "annex_stance": "Stance",
    # charts
    "chart_weeks": "Week by week",
    "chart_weeks_note": "{contributions} in {weeks}",
    "chart_weeks_added": "{count} of {total} contributions came in the time added when closing moved to "
    "{day} (outlined)",
    "chart_languages": "Languages",
    "chart_languages_head": "Language written in",
    "chart_languages_note": "{count} of {total} contributions are in {language}; bars show contributions",
    "chart_questions": "Questions",
    "chart_questions_head": "Guiding question",
    "chart_questions_note": "One contribution may answer several; bars show contributions",
    "chart_countries": "Countries",
    "chart_countries_head": "Country",
    "chart_countries_note": "Countries are named only with three people or more; bars show people",
    "chart_organisations": "Organisations",
    "chart_organisations_head": "Kind of organisation",
    "chart_organisations_note": "As people stated it; bars show people",
    "chart_people": "People",
    "chart_contributions": "Contributions",
    "chart_weeks_head": "Week",
    "others": "Others ({n})",
    # method
    "method_lead": "The report is made from passages that the moderators marked in the contributions and "
    "ordered by theme.",
    "method_asked": "When",
    "method_asked_text": "The consultation was open from {first} to {last}.",
    "method_extended_text": "It was to close on {old}; the closing date was moved to {new}.",
    "method_extended_because": "It was to close on {old}; the closing date was moved to {new}. Reason "
    "given: {reason}.",
    "method_who": "Who",
    "method_counting": "Counting",
    "method_counting_text": "A person counts once behind each point, however often they wrote. Hidden and "
    "withdrawn contributions are not counted. Counts as of {moment}.",
    "method_words": "Words",
    "method_words_text": "Passages are printed word for word, as their authors left them at that moment. "
    "Later changes are marked on the consultation page.",
    # about this document
    "about_title": "Title",
    "about_version": "Version",
    "about_published": "{number}, published {day}. {changes}",
    "about_first": "First version: nothing corrected yet.",
    "about_draft": "{label}, made {day}. Not yet published.",
    "about_cite": "Cite as",
    "about_address": "Always current at",
    "about_formats": "Other formats",
    "about_formats_text": "Web page, PDF, Word, Excel, CSV and JSON, with the same numbers, at the same "
    "address",
    "about_snapshot": "Snapshot",
    "about_snapshot_text": "{moment} · {contributions}, {people}, {countries}",
    "about_checksum": "Checksum",
    "about_checksum_text": "SHA-256 of the snapshot",
    "about_accessibility": "Accessibility",
    "about_accessibility_text": "Tagged PDF (PDF/UA-1), language of every passage marked, all figures "
    "described",
    "about_questions": "Questions",
    "about_licence": "Licence",
    "about_licence_text": "Text: {licence}. Contributions remain their authors’.",
    "about_cover": "Cover",
}

PLURALS = {
    "people": {"one": "one person", "other": "{n} people"},
    "people_figures": {"one": "{n} person", "other": "{n} people"},
    "team_people": {"one": "one person", "other": "{n} people"},
    "contributions": {"one": "one contribution", "other": "{n} contributions"},
    "contributions_figures": {"one": "{n} contribution", "other": "{n} contributions"},
    "countries": {"one": "one country", "other": "{n} countries"},
    "countries_figures": {"one": "{n} country", "other": "{n} countries"},
    "languages": {"one": "one language", "other": "{n} languages"},
    "rooms": {"one": "one room", "other": "{n} rooms"},
    "weeks": {"one": "one week", "other": "{n} weeks"},
    "by_team": {"one": "one by the team", "other": "{n} by the team"},
    "differs": {"one": "one person differs", "other": "{n} people differ"},
    "themes": {"one": "{n} theme", "other": "{n} themes"},
    "insights": {"one": "{n} insight", "other": "{n} insights"},
    "passages": {"one": "{n} passage", "other": "{n} passages"},
    "people_word": {"one": "person", "other": "people"},
    "contributions_word": {"one": "contribution", "other": "contributions"},
    "countries_word": {"one": "country", "other": "countries"},
    "languages_word": {"one": "language", "other": "languages"},
}

ENGLISH = Wording(
    language="en",
    direction="ltr",
    plural=plural,
    phrases={**PHRASES, **SHEETS, **ACCOUNTS[0]},
    plurals={**PLURALS, **ACCOUNTS[1]},
    number_words=("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    months=[
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    short_months=["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    quotes=("“", "”"),
    day="{day} {month} {year}",
    day_without_year="{day} {month}",
    day_short="{day} {month}",
    thousands=",",
)
