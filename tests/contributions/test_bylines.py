"""How contributions are signed, for whom, and who may learn more."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.test import Client

from consultation.models import AuditEntry, Membership
from contributions.actions.naming import NamingError, change_naming, reveal_author
from contributions.bylines import byline, report_byline
from contributions.models import Contribution, Naming
from contributions.naming import shared_facts
from tests.conftest import make_consultation

KEYS = itertools.count()


@pytest.fixture
def sharing(join, say):
    """Somebody of this kind of organisation and country who posted under their name."""

    def make(kind: str, country: str, **new: str) -> Membership:
        member = join(f"p{next(KEYS)}", organisation_kind=kind, country=country)
        say(member, **new)
        return member

    return make


@pytest.fixture
def withheld(join, say):
    author = join("carlos", organisation_kind="civil-society", country="PY")
    return say(author, "What I see.", naming=Naming.WITHHELD)


def facts(contribution: Contribution) -> list[str]:
    return byline(contribution, None, shared_facts([contribution])).facts


def test_a_withheld_name_says_nothing_of_its_author(withheld):
    signed = byline(withheld, None, shared_facts([withheld]))

    assert (signed.name, signed.facts, signed.initials, signed.url, signed.badge) == (
        "Name withheld",
        [],
        "",
        "",
        "",
    )
    assert signed.line == "Name withheld"
    assert byline(withheld, None) == signed


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([("civil-society", "PY")], []),
        ([("civil-society", "PY")] * 2, ["Civil society", "Paraguay"]),
        ([("civil-society", "CR"), ("civil-society", "KE")], ["Civil society"]),
        ([("academia", "PY"), ("justice", "PY")], ["Paraguay"]),
        (
            [("civil-society", "CR"), ("civil-society", "KE"), ("academia", "PY"), ("justice", "PY")],
            ["Civil society"],
        ),
        ([("academia", "CR")] * 5, []),
    ],
)
def test_what_three_people_share_may_stand_beside_a_withheld_name(withheld, sharing, others, expected):
    for kind, country in others:
        sharing(kind, country)

    assert facts(withheld) == expected


def test_the_team_and_those_who_never_posted_do_not_count_among_the_three(withheld, sharing, join, say):
    sharing("civil-society", "PY")
    join("silent", organisation_kind="civil-society", country="PY")
    say(join("nadia", organisation_kind="civil-society", country="PY"))

    assert facts(withheld) == []


def test_one_person_who_posts_thrice_counts_once(withheld, join, say):
    author = withheld.author
    say(author, "Again.", naming=Naming.WITHHELD)
    say(author, "And again.", naming=Naming.WITHHELD)

    assert facts(withheld) == []


def test_facts_of_a_page_cost_one_query_and_none_where_all_are_named(
    withheld, join, say, django_assert_num_queries
):
    named = say(join("isabel"))
    with django_assert_num_queries(1):
        shared_facts([withheld, withheld, named])
    with django_assert_num_queries(0):
        shared_facts([named])


def test_an_organisation_signs_for_its_author(join, say):
    said = say(join("isabel"), naming=Naming.ORGANISATION)
    signed = byline(said, None, shared_facts([said]))

    assert (signed.name, signed.facts, signed.initials, signed.url) == ("Water users' federation", [], "", "")
    said.author.organisation = ""
    assert byline(said, None).name == "Name withheld"


def test_the_author_alone_reads_that_it_is_theirs(withheld, join):
    own, other = byline(withheld, withheld.author), byline(withheld, join("isabel"))

    assert own.name == "Name withheld"
    assert own.note == "You, Carlos Méndez. Only you and the moderators know."
    assert (other.note, other.reveal_url) == ("", "")


def test_a_report_names_only_who_agreed_to_it(join, say):
    isabel = join("isabel")
    asked, unasked = say(isabel), say(isabel, quotable_by_name=False)

    assert report_byline(asked).line == "Isabel Quirós, Costa Rica"
    assert report_byline(unasked).line == "A participant, Costa Rica"
    assert report_byline(say(isabel, naming=Naming.WITHHELD, quotable_by_name=True)).line == "Name withheld"


def test_an_author_withholds_their_name_later_at_once_everywhere(join, say, enter, room):
    isabel = join("isabel")
    said = say(isabel, "First words.", quotable_by_name=True)
    say(join("petro"), "An answer.", parent=said)
    client = enter(isabel)

    client.post(f"/contributions/{said.pk}/name/", {"naming": "withheld", "quotable_by_name": "on"})

    said.refresh_from_db()
    assert (said.naming, said.quotable_by_name) == ("withheld", False)
    public = Client()
    for path in (f"/contributions/{said.pk}/", f"/consultations/{room.consultation.slug}/rooms/{room.slug}/"):
        page = public.get(path).text
        assert "Isabel" not in page
        assert "Name withheld" in page
    assert AuditEntry.objects.filter(action="contribution.renamed", object_id=said.pk).count() == 1


def test_a_name_can_be_withheld_after_the_close(join, say, enter, open_consultation):
    isabel = join("isabel")
    said = say(isabel)
    open_consultation.closes_at = open_consultation.opens_at + timedelta(hours=1)
    open_consultation.save()

    enter(isabel).post(f"/contributions/{said.pk}/name/", {"naming": "withheld"})

    said.refresh_from_db()
    assert said.naming == "withheld"


def test_nobody_else_changes_a_name(join, say, enter):
    said = say(join("isabel"))
    nadia = join("nadia")

    assert enter(nadia).post(f"/contributions/{said.pk}/name/", {"naming": "withheld"}).status_code == 403
    with pytest.raises(NamingError):
        change_naming(said, Naming.WITHHELD, quotable_by_name=False, by=nadia)
    said.refresh_from_db()
    assert said.naming == "named"


def test_the_team_signs_with_its_names(join, say, enter):
    nadia = join("nadia")
    said = say(nadia)

    assert enter(nadia).post(f"/contributions/{said.pk}/name/", {"naming": "withheld"}).status_code == 403
    with pytest.raises(NamingError):
        change_naming(said, Naming.WITHHELD, quotable_by_name=False, by=nadia)


def test_moderators_ask_who_wrote_it_and_the_log_keeps_that(withheld, join, enter):
    nadia = join("nadia")
    client = enter(nadia)
    address = f"/contributions/{withheld.pk}/author/"
    page = client.get(f"/contributions/{withheld.pk}/").text

    assert address in page
    assert "Carlos" not in page
    assert "Carlos" not in client.get(address).text
    assert not AuditEntry.objects.filter(action="author.revealed").exists()

    shown = client.post(address, {"reason": "Their safety"})

    assert "Carlos Méndez" in shown.text
    assert "no-store" in shown["Cache-Control"]
    entry = AuditEntry.objects.get(action="author.revealed")
    assert (entry.actor_id, entry.object_id, entry.reason) == (nadia.user_id, withheld.pk, "Their safety")
    assert "Carlos" not in str([entry.before, entry.after, entry.reason])
    assert "Carlos" not in client.get(address).text


@pytest.mark.parametrize("who", ["petro", "otis", "tomas"])
def test_nobody_else_learns_who_wrote_it(withheld, join, enter, who):
    client = enter(join(who))
    address = f"/contributions/{withheld.pk}/author/"

    assert client.post(address).status_code == 403
    assert address not in client.get(f"/contributions/{withheld.pk}/").text
    with pytest.raises(NamingError):
        reveal_author(withheld, reason="", by=join(who))


def test_a_moderator_of_another_consultation_learns_nothing(withheld, make_person):
    other = Membership.of(make_person("sunhee"), make_consultation("another"), "moderator")
    other.save()

    with pytest.raises(NamingError):
        reveal_author(withheld, reason="", by=other)


def test_the_log_does_not_tell_who_posted_without_a_name(withheld, join, enter, room):
    log = enter(join("tomas")).get(f"/moderate/{room.consultation.slug}/log/").text

    assert "Posted" in log
    assert "Carlos" not in log
