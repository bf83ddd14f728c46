"""`manage.py import_consultation`, on invented files and, where it is at hand, on a real discussion."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models
from django.test import Client

from consultation.models import (
    AuditEntry,
    Consultation,
    DateChange,
    Membership,
    Notification,
    Outbox,
    Role,
    User,
)
from contributions.importing.reading import MAX_MEGABYTES, MEGABYTE, parse
from contributions.importing.threads import DEEPEST_ANSWER, Threads
from contributions.models import Contribution, Mention
from rooms.models import GuidingQuestion, Room

INPUT = settings.BASE_DIR.parent / "shared" / "input" / "discussion-room.json"
EDITOR = "editor@example.org"


def contribution(key: Any, author: str = "Ona Rask", *, hour: int = 0, **other: Any) -> dict[str, Any]:
    """A contribution of an invented file, `hour` hours after its opening."""
    at = datetime(2021, 3, 1, 12, tzinfo=UTC) + timedelta(hours=hour)
    row = {
        "id": key,
        "parent_id": None,
        "author": author,
        "posted_at": at.isoformat(),
        "body": f"Said in {key}.",
    }
    return row | other


def invented(*contributions: dict[str, Any], **other: Any) -> dict[str, Any]:
    """An invented file that can be imported, with these contributions."""
    file: dict[str, Any] = {
        "consultation": {
            "title": "Ferries for the outer islands",
            "objective": "To hear who waits on which quay.",
            "outcome": "A timetable.",
            "opens_on": "2021-03-01",
            "closes_on": "2021-03-20",
            "extended_to": "2021-03-27",
            "powered_by": "The harbour office",
        },
        "room": {"title": "Winter sailings", "welcome": "Come in.", "guiding_questions": ["When?", "Where?"]},
        "people": [
            {"name": "Ilse Brand", "moderator": True},
            {"name": "Ona Rask", "moderator": False},
            {"name": "Tove Lind", "moderator": False},
            {"name": "Per Holt", "moderator": False},
        ],
        "contributions": list(contributions),
    }
    return file | other


@pytest.fixture
def run(db: None, tmp_path: Path) -> Callable[..., str]:
    """run(data, apply=True) imports decoded JSON, or a file by its path, and gives what was said."""

    def call(source: Any, *, apply: bool = True, editor: str = EDITOR, **options: Any) -> str:
        path = source
        if not isinstance(source, Path):
            path = tmp_path / "file.json"
            path.write_text(json.dumps(source))
        out = StringIO()
        try:
            call_command("import_consultation", path, editor=editor, apply=apply, stdout=out, **options)
        except CommandError as error:
            raise CommandError(f"{out.getvalue()}\n{error}") from error
        return out.getvalue()

    return call


MODELS: list[type[models.Model]] = [
    AuditEntry,
    Consultation,
    Contribution,
    DateChange,
    GuidingQuestion,
    Membership,
    Mention,
    Notification,
    Outbox,
    Room,
    User,
]


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in MODELS}


NOTHING = {model.__name__: 0 for model in MODELS}


def threads(room: Room) -> list[tuple[str, str | None]]:
    rows = Contribution.objects.filter(room=room).order_by("number")
    return list(rows.values_list("import_key", "parent__import_key"))


def test_without_apply_nothing_is_written_and_the_account_is_complete(run: Callable[..., str]) -> None:
    said = run(invented(contribution(1), contribution(2, "Tove Lind", hour=1, parent_id=1)), apply=False)

    assert counts() == NOTHING
    assert "create   contribution 2: #2 by Tove Lind" in said
    assert (
        "To create: 1 consultation, 1 editor, 1 extension, 1 room, 2 questions, 4 people, 2 contributions"
        in said
    )
    assert said.rstrip().endswith("--editor editor@example.org --apply")


def test_the_consultation_comes_in_as_a_draft_with_its_dates_in_new_york(run: Callable[..., str]) -> None:
    run(invented(contribution(1)))

    consultation = Consultation.objects.get()
    assert consultation.slug == "ferries-for-the-outer-islands"
    assert consultation.is_draft
    assert consultation.organiser == "The harbour office"
    assert consultation.city == "New York"
    opens, closes = consultation.opens_locally, consultation.closes_locally
    assert opens is not None
    assert closes is not None
    assert f"{opens:%Y-%m-%d %H:%M}" == "2021-03-01 00:00"
    assert f"{closes:%Y-%m-%d %H:%M}" == "2021-03-27 23:59"
    change = DateChange.objects.get()
    assert (change.reason, f"{change.old_locally:%Y-%m-%d %H:%M}") == ("as imported", "2021-03-20 23:59")
    assert change.new_closes_at == consultation.closes_at


def test_people_have_no_account_and_come_in_when_they_first_speak(run: Callable[..., str]) -> None:
    run(invented(contribution(1, hour=2), contribution(2, "Ilse Brand", hour=4), contribution(3, hour=6)))

    opening = Consultation.objects.get().opens_at
    spoke = datetime(2021, 3, 1, 14, tzinfo=UTC)
    people = Membership.objects.exclude(import_key="").order_by("name")
    assert [(p.name, p.role, p.user, p.joined_at) for p in people] == [
        ("Ilse Brand", Role.MODERATOR, None, opening),
        ("Ona Rask", Role.PARTICIPANT, None, spoke),
        ("Per Holt", Role.PARTICIPANT, None, opening),
        ("Tove Lind", Role.PARTICIPANT, None, opening),
    ]
    assert list(Contribution.objects.order_by("number").values_list("as_team", flat=True)) == [
        False,
        True,
        False,
    ]
    assert [member.name for member in Room.objects.get().moderators.all()] == ["Ilse Brand"]


def test_a_name_typed_before_its_bearer_comes_in_is_bound_when_they_do(run: Callable[..., str]) -> None:
    said = run(
        invented(
            contribution(1, body="Ask @Tove Lind, @Per Holt and @Nobody Here."),
            contribution(2, "Tove Lind", hour=3),
        )
    )

    assert "person Tove Lind: named 1 time before" in said
    late, at_once, waiting = (
        Mention.objects.get(typed_name=name) for name in ("Tove Lind", "Per Holt", "Nobody Here")
    )
    assert late.membership == Membership.objects.get(name="Tove Lind")
    assert late.bound_at == datetime(2021, 3, 1, 15, tzinfo=UTC)
    assert at_once.bound_at == at_once.created_at
    assert waiting.membership is None


def test_contributions_stand_by_date_each_after_the_one_it_answers(run: Callable[..., str]) -> None:
    run(
        invented(
            contribution("late", hour=9),
            contribution("answer", "Tove Lind", hour=2, parent_id="first"),
            contribution("first", hour=2),
            contribution("deep", "Per Holt", hour=3, parent_id="answer"),
        )
    )

    assert threads(Room.objects.get()) == [
        ("first", None),
        ("answer", "first"),
        ("deep", "answer"),
        ("late", None),
    ]
    roots = Contribution.objects.filter(thread__isnull=False).values_list("thread__import_key", flat=True)
    assert set(roots) == {"first"}


def test_nobody_is_told_and_one_line_stands_on_record(run: Callable[..., str]) -> None:
    run(
        invented(
            contribution(1, body="@Per Holt, do you see?"), contribution(2, "Per Holt", hour=1, parent_id=1)
        )
    )

    assert Outbox.objects.count() == 0
    assert Notification.objects.count() == 0
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after["contribution"]) == ("consultation.imported", 2)
    assert entry.actor_id == User.objects.get().pk


def test_a_second_run_changes_nothing(run: Callable[..., str]) -> None:
    file = invented(contribution(1), contribution(2, "Tove Lind", hour=1, parent_id=1))
    run(file)
    before = counts()

    said = run(file)

    assert counts() == before
    assert "Created: nothing" in said
    assert said.rstrip().endswith("Everything in the file stands already.")


def test_a_second_run_adds_what_the_file_has_gained(run: Callable[..., str]) -> None:
    run(invented(contribution(1)))

    said = run(
        invented(contribution(1, body="Other words."), contribution(2, "Per Holt", hour=5, parent_id=1))
    )

    assert "exists   contribution 1: its words here differ from the file and stay as they are" in said
    assert threads(Room.objects.get()) == [("1", None), ("2", "1")]
    first = Contribution.objects.get(import_key="1").revision
    assert first is not None
    assert first.source == "Said in 1."


def test_nothing_is_added_to_a_consultation_that_was_published_since(run: Callable[..., str]) -> None:
    run(invented(contribution(1)))
    Consultation.objects.update(published_at=datetime(2021, 4, 1, tzinfo=UTC))
    before = counts()

    with pytest.raises(CommandError, match="is published, and the file holds rows that it lacks"):
        run(invented(contribution(1), contribution(2, hour=1)))

    assert counts() == before
    assert run(invented(contribution(1))).rstrip().endswith("stands already.")


def test_an_address_taken_by_a_consultation_made_here_is_refused(run: Callable[..., str]) -> None:
    Consultation.objects.create(slug="ferries-for-the-outer-islands", title="Ours")

    with pytest.raises(CommandError, match="exists and was not imported"):
        run(invented(contribution(1)))

    assert Contribution.objects.count() == 0
    run(invented(contribution(1)), slug="ferries")
    assert Contribution.objects.get().room.consultation.slug == "ferries"


def test_only_the_team_knows_of_it(run: Callable[..., str], client: Client) -> None:
    stranger = User.objects.create_user("stranger@example.org")
    run(invented(contribution(1)))

    knowing = {
        user.email: Consultation.objects.knowable_by(user).count()
        for user in (stranger, User.objects.get(email=EDITOR))
    }

    assert knowing == {"stranger@example.org": 0, EDITOR: 1}
    assert client.get("/consultations/ferries-for-the-outer-islands/").status_code == 404


def test_the_editor_may_be_known_already_in_any_spelling(run: Callable[..., str]) -> None:
    known = User.objects.create_user(EDITOR, name="Edda Roth")

    run(invented(contribution(1)), editor="EDITOR@example.org")

    place = Membership.objects.get(user=known)
    assert (place.role, place.name) == (Role.EDITOR, "Edda Roth")
    assert User.objects.count() == 1


LONG = "x" * 70_001
REFUSED: list[tuple[str, list[dict[str, Any]], str]] = [
    (
        "an unknown parent",
        [contribution(1, parent_id=9)],
        'refused  contribution 1: It answers "9", which is not',
    ),
    ("itself as parent", [contribution(1, parent_id=1)], "refused  contribution 1: It answers itself."),
    (
        "a circle",
        [contribution(1, parent_id=3), contribution(2, parent_id=1), contribution(3, parent_id=2)],
        "refused  contribution 2: The answers run in a circle.",
    ),
    (
        "an answer to what is refused",
        [contribution(1, body=" "), contribution(2, parent_id=1), contribution(3, parent_id=2)],
        'refused  contribution 3: It answers "2", which is refused.',
    ),
    (
        "an id twice",
        [contribution(1), contribution(1, hour=1)],
        "contribution 1: The id stands in the file twice.",
    ),
    ("an unknown author", [contribution(1, "Al Nym")], '1: "Al Nym" is not among the people of the file.'),
    ("an empty text", [contribution(1, body=" \n\u200b ")], '1: "body" is empty.'),
    ("only control characters", [contribution(1, body="\x00\ud800")], '1: "body" is empty.'),
    ("a text too long", [contribution(1, body=LONG)], '1: "body" has 70,001 characters; the most is 70,000.'),
    ("no text", [contribution(1, body=None)], '1: "body" is missing.'),
    ("a number as text", [contribution(1, body=7)], '1: "body" is not a text.'),
    ("a bad date", [contribution(1, posted_at="yesterday")], '1: "posted_at" is not a moment'),
    ("a date before all time", [contribution(1, posted_at="0001-01-01T00:00:00+14:00")], "is not a moment"),
    (
        "a date without zone",
        [contribution(1, posted_at="2021-03-02T10:00:00")],
        '"posted_at" lacks its time zone',
    ),
    ("a date before the opening", [contribution(1, hour=-20)], "1: It is dated before the opening."),
    (
        "an answer older than what it answers",
        [contribution(1, hour=5), contribution(2, hour=4, parent_id=1)],
        'contribution 2: It is dated before "1", which it answers.',
    ),
    (
        "answers too deep",
        [contribution(n, hour=n, parent_id=n - 1 or None) for n in range(1, DEEPEST_ANSWER + 3)],
        f"refused  contribution {DEEPEST_ANSWER + 2}: It stands more than {DEEPEST_ANSWER} answers deep.",
    ),
    ("a row that is a word", ["hello"], "refused  contribution in place 2: It is not an object with keys."),  # type: ignore[list-item]
    ("an id that is a list", [contribution([1])], 'in place 2: "id" must be a number or a text.'),
    ("an id that is true", [contribution(True)], 'in place 2: "id" must be a number or a text.'),
]


@pytest.mark.parametrize(("rows", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_refused_row_is_named_and_keeps_everything_from_being_written(
    run: Callable[..., str], rows: list[dict[str, Any]], reason: str
) -> None:
    good = contribution("good")

    with pytest.raises(CommandError) as refused:
        run(invented(good, *rows))

    assert reason in str(refused.value)
    assert "create   contribution good: #1 by Ona Rask" in str(refused.value)
    assert "Nothing was written." in str(refused.value)
    assert counts() == NOTHING


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        ({"name": "Ona Rask"}, "person Ona Rask: The name stands in the file twice."),
        ({"name": ""}, 'person in place 5: "name" is empty.'),
        ({"name": "N" * 81}, '"name" has 81 characters; the most is 80.'),
        ({"name": "Al Nym", "moderator": "yes"}, 'person Al Nym: "moderator" must be true or false.'),
        (None, "person in place 5: It is not an object with keys."),
    ],
)
def test_a_refused_person_is_named(run: Callable[..., str], person: Any, reason: str) -> None:
    file = invented(contribution(1))
    file["people"].append(person)

    with pytest.raises(CommandError) as refused:
        run(file)

    assert reason in str(refused.value)
    assert counts() == NOTHING


def without(part: str, key: str = "") -> dict[str, Any]:
    file = invented(contribution(1))
    if key:
        del file[part][key]
    else:
        del file[part]
    return file


def changed(part: str, key: str, value: Any) -> dict[str, Any]:
    file = invented(contribution(1))
    file[part][key] = value
    return file


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ([], 'The file lacks the object "consultation".'),
        (without("room"), 'The file lacks the object "room".'),
        (without("people"), 'The file lacks the list "people".'),
        (without("contributions"), 'The file lacks the list "contributions".'),
        (without("consultation", "title"), '"title" is missing.'),
        (without("consultation", "opens_on"), '"opens_on" is missing.'),
        (without("room", "guiding_questions"), 'The file lacks the list "guiding_questions".'),
        (changed("room", "guiding_questions", ["When?", ""]), "Question 2 is empty."),
        (changed("room", "title", "t" * 201), '"title" has 201 characters; the most is 200.'),
        (changed("consultation", "closes_on", "soon"), '"closes_on" is not a day such as'),
        (changed("consultation", "closes_on", "2021-02-28"), '"closes_on" lies before "opens_on".'),
        (changed("consultation", "extended_to", "2021-03-20"), '"extended_to" must lie after "closes_on".'),
    ],
)
def test_a_file_that_lacks_what_every_import_needs_is_refused(
    run: Callable[..., str], file: Any, reason: str
) -> None:
    with pytest.raises(CommandError, match=reason):
        run(file)

    assert counts() == NOTHING


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not JSON: line 1, column 1"),
        (b'{"consultation": \n oops}', "is not JSON: line 2, column 2"),
        (b'"\xff"', "is not text in UTF-8"),
        (b"[" * 200_000, "cannot be read"),
        (b"9" * 5_000, "cannot be read"),
    ],
)
def test_what_is_no_json_is_refused(
    run: Callable[..., str], tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=reason):
        run(path)


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(run: Callable[..., str], tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as file:
        file.truncate(MAX_MEGABYTES * MEGABYTE + 1)

    for path, reason in (
        (tmp_path / "gone.json", "No such file"),
        (tmp_path, "Is a directory"),
        (huge, "has more than 64 MB"),
    ):
        with pytest.raises(CommandError, match=reason):
            run(path)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"editor": "nobody"}, "--editor must be an e-mail address"),
        ({"slug": "two words"}, "--slug may hold"),
        ({"slug": "s" * 61}, "at most 60 characters"),
    ],
)
def test_a_bad_option_is_refused(run: Callable[..., str], options: dict[str, str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        run(invented(contribution(1)), **options)


def test_a_very_deep_and_circular_file_is_read_in_no_time() -> None:
    rows = [contribution(n, hour=n // 500, parent_id=n - 1 or 20_000) for n in range(1, 20_001)]
    file = parse(invented(*rows))
    began = time.process_time()
    sorted_out = Threads(file.contributions, authors={"Ona Rask"}, opens_at=file.contributions[0].posted_at)

    assert len(sorted_out.refusals) == 20_000
    assert time.process_time() - began < 5


@pytest.fixture
def real() -> dict[str, Any]:
    """The real discussion that lies beside the checkout in development; nothing of it is in the product."""
    if not INPUT.exists():
        pytest.skip(f"the real discussion is not here: {INPUT}")
    data: dict[str, Any] = json.loads(INPUT.read_text())
    return data


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def test_a_real_discussion_comes_in_whole(run: Callable[..., str], real: dict[str, Any]) -> None:
    run(INPUT)

    made = counts()
    assert made["Consultation"] == made["Room"] == made["DateChange"] == 1
    assert made["GuidingQuestion"] == len(real["room"]["guiding_questions"]) == 7
    assert Membership.objects.exclude(import_key="").count() == len(real["people"]) == 25
    assert made["Contribution"] == len(real["contributions"]) == 12
    assert (made["Outbox"], made["Notification"], made["User"], made["AuditEntry"]) == (0, 0, 1, 1)


def test_a_real_discussion_keeps_its_order_threads_and_authors(
    run: Callable[..., str], real: dict[str, Any]
) -> None:
    run(INPUT)

    rows = real["contributions"]
    team = {person["name"] for person in real["people"] if person["moderator"]}
    found = Contribution.objects.order_by("number").select_related("parent", "author")
    assert [c.number for c in found] == list(range(1, len(rows) + 1))
    assert [(c.import_key, c.parent and c.parent.import_key, c.author.name, c.as_team) for c in found] == [
        (
            str(row["id"]),
            None if row["parent_id"] is None else str(row["parent_id"]),
            row["author"],
            row["author"] in team,
        )
        for row in rows
    ]
    assert [c.created_at for c in found] == [datetime.fromisoformat(row["posted_at"]) for row in rows]


def test_a_real_discussion_loses_no_word(run: Callable[..., str], real: dict[str, Any]) -> None:
    run(INPUT)

    texts = Contribution.objects.order_by("number").values_list("revision__plain", flat=True)
    assert [words(plain) for plain in texts] == [words(row["body"]) for row in real["contributions"]]
    questions = GuidingQuestion.objects.order_by("number").values_list("text", flat=True)
    assert list(questions) == [question.strip() for question in real["room"]["guiding_questions"]]


def test_in_a_real_discussion_every_name_is_found_and_one_is_bound_late(
    run: Callable[..., str], real: dict[str, Any]
) -> None:
    run(INPUT)

    names = sorted((person["name"] for person in real["people"]), key=len, reverse=True)
    named = re.compile("@(" + "|".join(re.escape(name) for name in names) + ")")
    expected = [
        (str(row["id"]), name) for row in real["contributions"] for name in named.findall(row["body"])
    ]
    first_words = {row["author"]: row["posted_at"] for row in reversed(real["contributions"])}
    team = {person["name"] for person in real["people"] if person["moderator"]}
    late = [
        (key, name)
        for key, name in expected
        if name not in team and first_words.get(name, "") > real["contributions"][int(key) - 1]["posted_at"]
    ]

    mentions = Mention.objects.order_by("revision__contribution__number", "position").select_related(
        "membership"
    )
    found = list(mentions.values_list("revision__contribution__import_key", "membership__name"))
    bound_late = mentions.filter(bound_at__gt=models.F("created_at"))
    assert found == expected
    assert len(late) == 1
    assert list(bound_late.values_list("revision__contribution__import_key", "membership__name")) == late


def test_a_real_discussion_comes_in_once(run: Callable[..., str], real: dict[str, Any]) -> None:
    run(INPUT)
    before = counts()

    run(INPUT)
    run(INPUT, apply=False)

    assert counts() == before
