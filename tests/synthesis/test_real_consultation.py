"""The main job on one real consultation: imported, marked, built, read."""

from __future__ import annotations

import gzip
import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from consultation.models import Consultation, Membership
from contributions.models import Contribution, Mention
from moderation.models import Theme
from moderation.sentences import split_sentences
from synthesis.actions.outline import start_from_codebook
from synthesis.models import BuiltFile
from tests.architecture.house import ROOT
from tests.synthesis.marking import highlight, tag
from tests.synthesis.reading import docx_text, html_text, pdf_text, squeezed

REAL = ROOT.parent / "shared" / "input" / "discussion-room.json"
STATIC = ("css/site.css", "js/app.js", "vendor/htmx-4.0.1.min.js", "img/icons.svg")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REAL.exists(), reason=f"the real discussion is not at {REAL}"),
]


@pytest.fixture
def file():
    return json.loads(REAL.read_text())


@pytest.fixture
def consultation(make_person):
    make_person("marta")
    call_command("import_consultation", str(REAL), "--editor", "marta@example.org", "--apply", verbosity=0)
    consultation = Consultation.objects.get()
    consultation.published_at = timezone.now()
    consultation.save()
    return consultation


def test_the_real_room_shows_its_order_its_nesting_and_its_mentions(consultation, file, client):
    room = consultation.rooms.get()

    page = client.get(reverse("contributions:room", args=[consultation.slug, room.slug])).text

    places = [page.index(f'id="c{number}"') for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)]
    assert places == sorted(places)
    for row in file["contributions"]:
        if row["parent_id"]:
            parent = next(one for one in file["contributions"] if one["id"] == row["parent_id"])
            answered = f'<a href="#c{parent["id"]}">#{parent["id"]} <bdi>{parent["author"]}</bdi></a>'
            assert answered in page
    assert not Mention.objects.waiting().exists()
    assert page.count('<span class="mention"') == Mention.objects.count()
    assert "Expert @ UNDP" in page
    assert not Contribution.objects.filter(revision__mentions__typed_name__startswith="UNDP").exists()


def test_the_real_room_is_light_and_asks_the_database_at_most_12_times(
    consultation, enter, make_person, django_assert_max_num_queries
):
    room = consultation.rooms.get()
    client = enter(make_person("petro"))
    url = reverse("contributions:room", args=[consultation.slug, room.slug])
    client.get(url)

    with django_assert_max_num_queries(12):
        page = client.get(url).content

    first_load = [page, *((ROOT / "static" / name).read_bytes() for name in STATIC)]
    assert sum(len(gzip.compress(part)) for part in first_load) <= 60_000


def test_what_is_marked_in_the_real_discussion_is_read_in_its_report(consultation, settings, tmp_path, file):
    settings.MEDIA_ROOT = tmp_path
    editor = Membership.objects.get(user__email="marta@example.org")
    contributions = list(Contribution.objects.order_by("number"))
    trends = Theme.objects.create(consultation=consultation, name="Trends", hue="a")
    themes = [
        Theme.objects.create(consultation=consultation, name=f"Theme {n}", parent=trends, position=n, hue="b")
        for n in range(1, 4)
    ]
    passages = []
    for theme, contribution in zip(
        themes, [contributions[1], contributions[5], contributions[8]], strict=True
    ):
        said = [sentence.text for sentence in split_sentences(contribution.revision.plain)]
        passages.append(next(sentence for sentence in said if 80 < len(sentence) < 200))
        highlight(contribution, passages[-1], theme, editor)
    tag(contributions[3], themes[0], editor)

    start_from_codebook(consultation, by=editor.user)
    call_command("build_report", consultation.slug, "--draft", "--out", str(tmp_path / "out"), verbosity=0)

    files = {path.suffix: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    for text in (pdf_text(files[".pdf"]), docx_text(files[".docx"]), html_text(files[".html"])):
        letters = squeezed(text)
        assert squeezed(file["consultation"]["title"]) in letters
        assert [passage for passage in passages if squeezed(passage) not in letters] == []
        assert "contribution4" in letters.casefold()
    assert BuiltFile.objects.count() == len(files) == 6
