"""The tallies are equal to the contributions after whatever happens to them, in whatever order."""

from __future__ import annotations

import itertools
import random
import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions.figures import (
    count,
    figures_from,
    figures_of,
    figures_of_rooms,
    last_visible_at,
    of_this_room,
    question_counts,
)
from contributions.models import Contribution, QuestionTally, RoomTally, Visibility
from rooms.models import GuidingQuestion, Room

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "fr", "ar")


def recount(*options: str) -> tuple[int, str]:
    """What the command says, and how it ends."""
    said = StringIO()
    try:
        call_command("recount", *options, stdout=said)
    except SystemExit as end:
        return int(str(end.code)), said.getvalue()
    return 0, said.getvalue()


def without_date(figures):
    return {key: value for key, value in vars(figures).items() if key != "as_of"}


def assert_equal_to_a_count(room: Room) -> None:
    said = Contribution.objects.filter(room=room)
    assert without_date(figures_of_rooms([room])[room.pk]) == without_date(count(said))
    annotated = Room.objects.annotate(counted=of_this_room()).get(pk=room.pk)
    assert without_date(figures_from(annotated.counted)) == without_date(count(said))
    counted = {q.pk: said.visible().answering(q).count() for q in room.questions.all()}
    assert question_counts(Room.objects.get(pk=room.pk)) == counted
    assert recount() == (0, "The figures are equal to the contributions.\n")


def test_each_figure_has_its_definition(room, join, say):
    petro = join("petro")  # Moldova, "Town libraries"
    say(petro, "One two three.", language="fr")
    say(petro, "Four five.")
    say(join("carlos", organisation="TOWN LIBRARIES"), "Six.")
    say(join("nadia"), "Seven eight.", language="ar")
    say(join("isabel"), "Hidden words count nowhere.").move_to(Visibility.HIDDEN)

    figures = figures_of_rooms([room])[room.pk]

    assert without_date(figures) == {
        "people": 2,
        "team_people": 1,
        "contributions": 4,
        "team_contributions": 1,
        "countries": 2,
        "organisations": 1,
        "languages": 2,
        "rooms": 1,
        "words": 8,
        "team_words": 2,
    }


def test_a_consultation_counts_its_counted_rooms_and_a_person_once(
    open_consultation, room, other_room, join, say
):
    petro = join("petro")
    say(petro, "One."), say(petro, "Two.", room=other_room)
    assert (figures_of([open_consultation])[open_consultation.pk].people, 2) == (1, 2)
    assert figures_of([open_consultation])[open_consultation.pk].rooms == 2

    other_room.counts_in_report = False
    other_room.save()

    figures = figures_of([open_consultation])[open_consultation.pk]
    assert (figures.contributions, figures.rooms) == (1, 1)
    assert figures_of_rooms([other_room])[other_room.pk].contributions == 1


def test_words_are_counted_once_however_often_a_join_repeats_the_contribution(room, join, say):
    say(join("petro"), "One two three.", questions=list(room.questions.all()))

    repeated = Contribution.objects.filter(questions__in=room.questions.all())

    assert (repeated.count(), count(repeated).words) == (3, 3)


def test_what_has_nothing_is_zero(open_consultation, room):
    assert figures_of([open_consultation])[open_consultation.pk].contributions == 0
    assert figures_of_rooms([room])[room.pk].words == 0
    assert set(question_counts(room).values()) == {0}
    assert last_visible_at([room]) == {room.pk: None}


def test_the_last_contribution_shown_is_the_one_that_counts(room, join, say):
    first = say(join("petro"))
    say(join("carlos")).move_to(Visibility.HIDDEN)

    assert last_visible_at([room]) == {room.pk: first.created_at}


def test_frozen_figures_keep_their_shape(room, join, say):
    say(join("petro"))

    assert "words" not in figures_of_rooms([room])[room.pk].as_json()


def test_no_contribution_is_read_for_the_figures_of_a_room(room, join, say):
    say(join("petro"))

    with CaptureQueriesContext(connection) as asked:
        figures_of([room.consultation])
        figures_of_rooms([room])
        question_counts(room)

    assert len(asked) == 3
    assert not any('"contributions_contribution"' in query["sql"] for query in asked)


class Doings:
    """Everything that changes what counts, each by a plain act on whatever is there."""

    def __init__(self, room, other_room, authors, say, choose):
        self.room, self.rooms, self.authors = room, (room, other_room), authors
        self.say, self.choose = say, choose
        self.said = []

    def post(self):
        room = self.choose(self.rooms)
        questions = [q for q in room.questions.all() if self.choose((True, False))]
        author, language = self.choose(self.authors), self.choose(LANGUAGES)
        text = "word " * (1 + len(self.said) % 5)
        self.said.append(self.say(author, text, room=room, language=language, questions=questions))

    def one(self):
        return self.choose(self.said)

    def move(self):
        self.one().move_to(self.choose(Visibility.values))

    def edit_language_and_words(self):
        now = Contribution.objects.filter(pk=self.one().pk)
        now.update(language=self.choose(LANGUAGES), words=self.choose(range(9)))

    def answer_others(self):
        one = self.one()
        one.questions.set([q for q in one.room.questions.all() if self.choose((True, False))])

    def hand_to_another(self):
        author = self.choose(self.authors)
        Contribution.objects.filter(pk=self.one().pk).update(author=author, as_team=author.is_team)

    def delete(self):
        one = self.one()
        self.said.remove(one)
        Contribution.objects.filter(pk=one.pk).update(revision=None)
        Contribution.objects.get(pk=one.pk).delete()

    def move_all(self):
        Contribution.objects.filter(room=self.room).update(visibility=self.choose(Visibility.values))

    def take_back(self):
        """What happens in a transaction that fails leaves no trace."""
        with transaction.atomic():
            self.move()
            transaction.set_rollback(True)
        for one in self.said:
            one.refresh_from_db()


ACTS = [name for name in vars(Doings) if not name.startswith("_") and name not in {"one", "post"}]


@pytest.mark.parametrize("seed", range(6))
def test_the_tallies_are_equal_after_random_doings(seed, room, other_room, join, say):
    GuidingQuestion.objects.create(room=other_room, number=9, text="And beyond?")
    rng = random.Random(seed)  # noqa: S311  a test's dice
    authors = [join(key) for key in ("petro", "carlos", "nadia", "layla")]
    doings = Doings(room, other_room, authors, say, lambda of: rng.choice(list(of)))

    for step in range(40):
        act = "post" if not doings.said or rng.random() < 0.4 else rng.choice(ACTS)
        getattr(doings, act)()
        if step % 8 == 7:
            assert recount()[1] == "The figures are equal to the contributions.\n", act

    assert doings.said
    for one in (room, other_room):
        assert_equal_to_a_count(one)


@given(st.lists(st.tuples(st.sampled_from(Visibility.values), st.integers(0, 2)), max_size=8))
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_any_row_of_visibilities_ends_in_equal_figures(room, join, say, moves):
    with transaction.atomic():
        one = say(join("petro"), questions=[room.questions.first()])
        for visibility, questions in moves:
            one.move_to(visibility)
            one.questions.set(room.questions.all()[:questions])
        assert recount()[0] == 0
        assert figures_of_rooms([room])[room.pk].contributions == int(one.is_visible)
        transaction.set_rollback(True)


def test_rows_put_in_wholesale_are_counted(room, join, say):
    petro, nadia = join("petro"), join("nadia")
    say(petro, "One two.", questions=[room.questions.first()])
    columns = [field for field in Contribution._meta.concrete_fields if not field.primary_key]
    names = ", ".join(field.column for field in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY contributions_contribution ({names}) FROM STDIN") as copy,
    ):
        kinds = itertools.product((petro, nadia), LANGUAGES, Visibility)
        for number, (author, language, shown) in enumerate(kinds, 100):
            row = Contribution(
                room=room,
                number=number,
                author=author,
                as_team=author.is_team,
                language=language,
                visibility=shown.value,
                naming="named",
                words=7,
            )
            copy.write_row([getattr(row, field.attname) for field in columns])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO contributions_contribution_questions (contribution_id, guidingquestion_id) "
            "SELECT id, %s FROM contributions_contribution WHERE number >= 100",
            [room.questions.first().pk],
        )

    assert figures_of_rooms([room])[room.pk].contributions == 1 + 6
    assert question_counts(room)[room.questions.first().pk] == 1 + 6
    assert_equal_to_a_count(room)


def test_a_question_that_goes_takes_its_tally_with_it(room, join, say):
    question = room.questions.first()
    say(join("petro"), questions=[question])

    question.delete()
    connection.check_constraints()

    assert not QuestionTally.objects.exists()
    assert recount()[0] == 0


def test_links_that_outlive_their_contribution_for_a_moment_are_counted_once(room, join, say):
    one = say(join("petro"), questions=list(room.questions.all()))
    Contribution.objects.filter(pk=one.pk).update(revision=None)
    with connection.cursor() as cursor:
        for table, key in (
            ("moderation_waiting", "contribution_id"),
            ("contributions_searchentry", "contribution_id"),
            ("contributions_revision", "contribution_id"),
            ("contributions_contribution", "id"),
            ("contributions_contribution_questions", "contribution_id"),
        ):
            cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [one.pk])  # noqa: S608

    assert set(question_counts(room).values()) == {0}
    assert_equal_to_a_count(room)


def test_recount_names_each_difference_and_repairs_it(room, join, say):
    petro = join("petro")
    say(petro, "One two.", questions=[room.questions.first()])
    RoomTally.objects.filter(author=petro).update(contributions=5)
    QuestionTally.objects.update(contributions=9)

    code, said = recount()

    assert code == 1
    assert (
        f"Room {room.pk}, author {petro.pk}, en: 5 contributions with 2 words kept, 1 with 2 counted" in said
    )
    assert f"Question {room.questions.first().pk}: 9 contributions kept, 1 counted" in said
    assert recount("--repair")[0] == 0
    assert_equal_to_a_count(room)


def test_recount_finds_a_tally_of_nothing_and_a_missing_one(room, join, say):
    petro, carlos = join("petro"), join("carlos")
    say(petro, "One two.")
    RoomTally.objects.all().delete()
    RoomTally.objects.create(room=room, author=carlos, as_team=True, language="fr", contributions=1, words=1)

    said = recount()[1]

    assert f"author {carlos.pk}, as team, fr: 1 contributions with 1 words kept, 0 with 0 counted" in said
    assert f"author {petro.pk}, en: 0 contributions with 0 words kept, 1 with 2 counted" in said


def test_recount_finds_replies_that_were_not_counted(join, say):
    root = say(join("petro"))
    say(join("carlos"), parent=root)
    Contribution.objects.filter(pk=root.pk).update(replies_shown=4)

    assert f"Contribution {root.pk}: 4 replies kept, 1 counted" in recount("--repair")[1]
    assert recount()[0] == 0


def test_recount_counts_words_anew_when_asked(room, join, say):
    one = say(join("petro"), "One two.")
    Contribution.objects.filter(pk=one.pk).update(words=50)

    assert recount()[0] == 0
    assert recount("--words")[1].startswith(f"Contribution {one.pk}: 50 words kept, 2 counted\n")
    recount("--words", "--repair")

    assert figures_of_rooms([room])[room.pk].words == 2


def at_once(*acts) -> None:
    """Each act in a thread and transaction of its own, all started together."""
    together, failed = threading.Barrier(len(acts)), []

    def run(act):
        try:
            together.wait()
            with transaction.atomic():
                act()
        except Exception as error:  # noqa: BLE001  the thread's failure is the test's
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []


@pytest.mark.django_db(transaction=True)
def test_people_hiding_restoring_and_answering_at_once_leave_equal_figures(room, join, say):
    questions = list(room.questions.all())
    said = [say(join(key), questions=questions[:1]) for key in ("petro", "carlos", "layla")]

    def flip(order):
        def act():
            for _ in range(5):
                for one in order:
                    now = Contribution.objects.get(pk=one.pk)
                    now.move_to(Visibility.HIDDEN if now.is_visible else Visibility.VISIBLE)

        return act

    at_once(flip(said), flip(said), *[lambda: say(join("petro"), questions=questions) for _ in range(2)])

    assert recount() == (0, "The figures are equal to the contributions.\n")


@pytest.mark.django_db(transaction=True)
def test_whoever_hides_a_contribution_never_waits_for_who_is_answering_it(room, join, say):
    """Each holds what the other's act would touch if tallies or rooms were waited for: none is a victim."""
    petro = join("petro")
    one = say(petro)
    hidden, posted, waited_for = threading.Event(), threading.Event(), []

    def hide():
        one.move_to(Visibility.HIDDEN)
        hidden.set()
        waited_for.append(posted.wait(30))
        Contribution.objects.filter(pk=one.pk).update(language="fr")

    def answer():
        hidden.wait(30)
        say(petro, "And more.")
        posted.set()
        Contribution.objects.filter(pk=one.pk).update(words=9)

    at_once(hide, answer)

    assert waited_for == [True]
    assert recount()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_an_answer_added_while_a_moderator_hides_is_not_counted(room, join, say):
    one = say(join("petro"))
    hidden, waits = threading.Event(), threading.Event()

    def hide():
        one.move_to(Visibility.HIDDEN)
        hidden.set()
        waits.wait(1)

    def answer():
        hidden.wait(30)
        Contribution.objects.get(pk=one.pk).questions.add(room.questions.first())

    at_once(hide, answer)

    assert question_counts(room)[room.questions.first().pk] == 0
    assert recount()[0] == 0
