from __future__ import annotations

import re
import uuid

import pytest
from django.urls import reverse

from consultation.notifications import stop
from contributions.models import Contribution, Mention
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def post_url(room):
    return reverse("contributions:contribute", args=[room.consultation.slug, room.slug])


def words(page: str) -> str:
    return " ".join(re.sub(r"</?bdi>", "", page).split())


def sent_on(page: str) -> dict[str, list[str]]:
    """The fields of the preview's form, as a browser would send them on."""
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    fields: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        is_sent = 'type="hidden"' in tag or " checked" in tag
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if is_sent and name and name[1] != "csrfmiddlewaretoken":
            fields.setdefault(name[1], []).append(value[1].replace("&#x27;", "'") if value else "")
    return fields


def test_the_preview_shows_the_post_and_posts_it_unchanged(enter, join, room, post_url):
    client = enter(join("petro"))
    question = room.questions.get(number=2)
    sent = {
        "text": "First.\n\nSecond, see https://example.org",
        "questions": question.pk,
        "action": "preview",
    }
    sent |= {"language": "es", "naming": "organisation", "form_key": str(uuid.uuid4())}

    page = client.post(post_url, sent).text

    assert not Contribution.objects.exists()
    shown = words(page)
    assert '<h1 tabindex="-1" autofocus>Preview</h1>' in shown
    assert "Town libraries" in shown
    assert "Petro" not in shown.split("<article")[1].split("</article>")[0].replace(
        "Petro Lysenko. Only you", ""
    )
    assert ">First.</p>" in shown
    assert "Question 2" in shown
    assert "español" in shown
    assert "Nobody will get an email at once." in shown
    assert "Your words may be quoted without your name." in shown

    client.post(post_url, sent_on(page) | {"action": "post"})
    posted = Contribution.objects.get()
    assert posted.revision.plain == "First.\nSecond, see https://example.org\n"
    assert (posted.language, posted.naming, str(posted.form_key)) == ("es", "organisation", sent["form_key"])
    assert [q.number for q in posted.questions.all()] == [2]


def test_the_way_back_keeps_everything(enter, join, post_url):
    client = enter(join("petro"))
    page = client.post(post_url, {"text": "Words & <more>.", "naming": "withheld", "action": "preview"}).text

    fields = {
        name: [value.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") for value in values]
        for name, values in sent_on(page).items()
    }
    back = client.post(post_url, fields | {"action": "change"})

    assert back.status_code == 200
    assert "Words &amp; &lt;more&gt;.</textarea>" in back.text
    assert 'value="withheld" id="id_naming_2" checked' in back.text
    assert not Contribution.objects.exists()


def test_the_preview_names_who_will_be_mailed(enter, join, say, post_url):
    join("carlos"), join("isabel"), stop(join("farrukh").user, "mentions")
    parent = say(join("nadia"))
    client = enter(join("petro"))
    text = "Thank you @Carlos Méndez, @Farrukh Saidov and myself, @Petro Lysenko. > no"

    page = words(
        client.post(
            reverse("contributions:reply", args=[parent.pk]), {"text": text, "action": "preview"}
        ).text
    )

    assert "2 people will get an email: Carlos Méndez, Nadia Rahmani" in page


def test_whoever_is_answered_without_their_name_stays_unnamed(enter, join, say):
    """Were one line missing because they are mentioned too, it would say who they are."""
    carlos = join("carlos")
    join("isabel")
    parent = say(carlos, "Private.", naming="withheld")
    client = enter(join("petro"))
    url = reverse("contributions:reply", args=[parent.pk])

    pages = [
        words(client.post(url, {"text": f"I ask @{name}.", "action": "preview"}).text)
        for name in ("Carlos Méndez", "Isabel Quirós")
    ]

    assert "2 people will get an email: Carlos Méndez, the author of #1" in pages[0]
    assert "2 people will get an email: Isabel Quirós, the author of #1" in pages[1]
    assert "Carlos" not in pages[1]


def test_in_a_premoderated_room_nobody_is_mailed_yet(enter, join, room, post_url):
    join("carlos")
    room.premoderated = True
    room.save()

    page = enter(join("petro")).post(post_url, {"text": "@Carlos Méndez?", "action": "preview"}).text

    assert "Nobody gets an email before a moderator has read it." in page


@pytest.fixture
def two_anas(join):
    first = join("ana1", name="Ana Silva", organisation="Water federation")
    second = join("ana2", name="Ana Silva", organisation="Town council")
    return first, second


def test_a_name_that_two_bear_is_asked_for_before_it_is_posted(enter, join, post_url, two_anas):
    client = enter(join("petro"))

    page = client.post(post_url, {"text": "I ask @Ana Silva."}).text

    assert not Contribution.objects.exists()
    assert "Check the names before you post" in page
    assert "Which Ana Silva?" in page
    assert "Ana Silva, Water federation" in page
    assert "Leave as plain text" in page
    fields = sent_on(page)
    client.post(post_url, fields | {"action": "post"})
    assert not Contribution.objects.exists()  # nothing was chosen
    client.post(post_url, fields | {"action": "post", "who-ana silva": str(two_anas[1].pk)})
    mention = Mention.objects.get()
    assert mention.membership == two_anas[1]
    assert '<user-mention data-id="0">@Ana Silva</user-mention>' in Contribution.objects.get().revision.html


def test_a_name_can_be_left_as_plain_text(enter, join, post_url, two_anas):
    enter(join("petro")).post(post_url, {"text": "I ask @Ana Silva.", "who-ana silva": "text"})

    assert not Mention.objects.exists()
    assert "user-mention" not in Contribution.objects.get().revision.html


def test_only_a_bearer_of_the_name_can_be_meant(enter, join, post_url, two_anas):
    carlos = join("carlos")
    enter(join("petro")).post(post_url, {"text": "I ask @Ana Silva.", "who-ana silva": str(carlos.pk)})

    assert [m.membership for m in Mention.objects.all()] in ([], [None])


def test_a_name_nobody_bears_is_shown_once_and_waits(enter, join, post_url):
    client = enter(join("petro"))

    page = client.post(post_url, {"text": "Have you seen it, @Giulia Conti? And @giulia conti?"}).text

    assert not Contribution.objects.exists()
    assert page.count("Nobody here is called") == 1
    fields = sent_on(page)
    assert fields["who-giulia conti"] == ["wait"]
    client.post(post_url, fields | {"action": "post"})
    assert Mention.objects.filter(folded_name="giulia conti", membership=None).exists()


def test_a_chosen_answer_stays_through_the_way_back_and_forth(enter, join, post_url, two_anas):
    client = enter(join("petro"))
    chosen = {"text": "I ask @Ana Silva.", "who-ana silva": str(two_anas[0].pk), "action": "preview"}

    page = client.post(post_url, chosen).text

    assert f'value="{two_anas[0].pk}" required checked' in page
    assert "1 person will get an email" in page
    assert client.post(post_url, {"text": "", "action": "preview"}).status_code == 422


@pytest.mark.parametrize("who", ["otis", None])
def test_who_may_not_write_previews_nothing(who, client, enter, join, post_url):
    answer = (enter(join(who)) if who else client).post(post_url, {"text": "Words.", "action": "preview"})

    assert answer.status_code == (403 if who else 302)


def test_previewing_makes_nobody_a_member(enter, post_url):
    giulia = make_user("giulia")

    page = enter(giulia).post(post_url, {"text": "Words.", "action": "preview"}).text

    assert "Giulia Conti" in page
    assert not giulia.memberships.exists()
