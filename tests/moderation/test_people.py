from __future__ import annotations

import pytest

from consultation.models import AuditEntry, Outbox
from contributions.actions import write_revision
from contributions.models import Mention
from moderation.people import waiting_names
from tests.conftest import make_consultation
from tests.moderation.world import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def nadia(join):
    return join("nadia")


@pytest.fixture
def url(open_consultation):
    return address("people", open_consultation.slug)


def confirm(client, consultation, **fields):
    return client.post(address("confirm_name", consultation.slug), fields, follow=True)


def test_the_page_lists_members_with_what_they_contributed(url, nadia, join, say, enter):
    say(join("petro"), "One.")
    say(join("petro"), "Two.")
    join("carlos")

    page = " ".join(enter(nadia).get(url).text.split())

    petro = (
        "<bdi>Petro Lysenko</bdi></th><td>Participant</td><td><bdi>Town libraries</bdi></td><td>Moldova</td>"
    )
    assert f'{petro}<td class="num"><a href="/people/petro/">2</a></td>' in page
    assert "<bdi>Carlos Méndez</bdi></th><td>Participant</td>" in page
    assert '<td class="num">0</td>' in page
    assert "Names nobody bears yet" not in page


def test_a_typed_name_waits_with_its_places(url, nadia, join, say, enter):
    first = say(join("petro"), "I ask @Amina Diallo.")
    second = say(join("carlos"), "So do I, @AMINA DIALLO, twice: @Amina Diallo.")

    page = " ".join(enter(nadia).get(url).text.split())

    assert "Names nobody bears yet" in page
    assert "typed 3 times:" in page
    for contribution in (first, second):
        assert f'href="/contributions/{contribution.pk}/"' in page
    assert 'This is …<span class="vh"> Amina Diallo</span>' in page


def test_a_moderator_says_who_is_meant(open_consultation, nadia, join, say, enter):
    say(join("petro"), "I ask @Amina Diallo, and again @Amina Diallo.")
    giulia = join("giulia")

    page = confirm(enter(nadia), open_consultation, name="amina diallo", member=giulia.pk).text

    assert "Giulia Conti is now named in 2 places and will be told." in page
    assert {mention.membership for mention in Mention.objects.all()} == {giulia}
    assert {mention.bound_by for mention in Mention.objects.all()} == {nadia}
    assert AuditEntry.objects.get(action="mention.confirmed").actor_id == nadia.user_id
    assert Outbox.objects.filter(kind="mention.bound").count() == 2


def test_saying_it_twice_changes_nothing_more(open_consultation, nadia, join, say, enter):
    say(join("petro"), "I ask @Amina Diallo.")
    giulia, carlos = join("giulia"), join("carlos")
    client = enter(nadia)
    confirm(client, open_consultation, name="amina diallo", member=giulia.pk)

    again = confirm(client, open_consultation, name="amina diallo", member=carlos.pk)

    assert "Nobody waits under this name any more." in again.text
    assert Mention.objects.get().membership == giulia


@pytest.mark.parametrize("member", ["", "x", "999999"])
def test_no_member_is_said_in_place(member, open_consultation, nadia, join, say, enter):
    say(join("petro"), "I ask @Amina Diallo.")

    answer = confirm(enter(nadia), open_consultation, name="amina diallo", member=member)

    assert answer.status_code == 422
    assert "Choose a member" in answer.text
    assert 'href="#id_member_amina-diallo"' in answer.text
    assert 'id="id_member_amina-diallo"' in answer.text
    assert Mention.objects.waiting().count() == 1


def test_a_member_of_another_consultation_is_no_choice(open_consultation, nadia, join, say, enter):
    say(join("petro"), "I ask @Amina Diallo.")
    stranger = join("giulia", consultation=make_consultation("elsewhere"))

    answer = confirm(enter(nadia), open_consultation, name="amina diallo", member=stranger.pk)

    assert answer.status_code == 422
    assert Mention.objects.waiting().count() == 1


def test_members_of_a_similar_name_are_offered_first(url, nadia, join, say, enter, open_consultation):
    say(join("petro"), "I ask @Conti Giulietta.")
    join("carlos")
    giulia = join("giulia")

    (row,) = enter(nadia).get(url).context["names"]

    offered = row["form"].fields["member"].choices
    assert offered[1] == (giulia.pk, "Giulia Conti, Court observers, Vietnam")
    assert len(offered) == 1 + open_consultation.memberships.count()


def test_in_a_crowd_only_similar_names_are_offered(url, nadia, join, say, enter, monkeypatch):
    monkeypatch.setattr("moderation.people.MOST_CHOICES", 2)
    say(join("petro"), "I ask @Conti Giulietta.")
    giulia = join("giulia")

    (row,) = enter(nadia).get(url).context["names"]

    assert [pk for pk, _label in row["form"].fields["member"].choices] == ["", giulia.pk]


def test_a_name_of_an_earlier_version_only_waits_no_longer(open_consultation, join, say):
    said = say(join("petro"), "I ask @Amina Diallo.")
    write_revision(said, "I ask nobody.")

    assert waiting_names(open_consultation) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_at_1_and_at_3(
    count, url, nadia, join, say, enter, django_assert_num_queries
):
    for number, key in enumerate(("petro", "carlos", "farrukh")[:count]):
        say(join(key), f"I ask @Amina Diallo and @Person Number{number}.")
    client = enter(nadia)
    client.get(url)

    with django_assert_num_queries(PEOPLE_QUERIES):
        client.get(url)


PEOPLE_QUERIES = 9


def test_every_member_stands_on_exactly_one_page(url, nadia, join, enter, monkeypatch):
    monkeypatch.setattr("moderation.people.MEMBERS_PER_PAGE", 2)
    for key in ("petro", "carlos", "giulia", "layla"):
        join(key)
    client, seen, after = enter(nadia), [], {}

    for _ in range(3):
        answer = client.get(url, after)
        seen += [member.name for member in answer.context["members"]]
        after = {"after": answer.context["later"]}

    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == 5
    assert after == {"after": None}


def test_people_are_not_shown_to_who_may_not_confirm_them(url, join, enter):
    assert enter(join("petro")).get(url).status_code == 403
    assert enter(join("tomas")).get(url).status_code == 403
