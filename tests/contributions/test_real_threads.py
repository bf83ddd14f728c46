"""Threads of a real debate come in as they were: ten levels deep, but for the post that answers itself."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from contributions.models import Contribution
from tests.contributions.test_import_consultation import EDITOR, contribution, invented

POSTS = settings.BASE_DIR.parent / "shared" / "input" / "datasets" / "createdebate-threads-en" / "posts.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not POSTS.exists(), reason="the real debates are not at hand"),
]
START = datetime(2021, 3, 1, 12, tzinfo=UTC)


def rows():
    with POSTS.open(newline="") as file:
        for place, row in enumerate(csv.DictReader(file)):
            parent = f"{row['thread']}-{row['parent']}" if row["parent"] else None
            at = (START + timedelta(minutes=place)).isoformat()
            key, author = f"{row['thread']}-{row['post']}", row["author"]
            yield contribution(key, author, parent_id=parent, body=row["text"], posted_at=at)


def test_real_threads_come_in_ten_levels_deep_and_the_self_parent_is_refused(tmp_path, make_person, enter):
    editor = make_person("editor")
    posts = list(rows())
    by_id = {post["id"]: post for post in posts}
    own = {post["id"] for post in posts if post["id"] == post["parent_id"]}
    parents = {post["id"]: post["parent_id"] for post in posts if post["id"] not in own}
    file, out = tmp_path / "file.json", StringIO()

    def bring(some, **options):
        names = sorted({post["author"] for post in some})
        people = [{"name": name, "moderator": False} for name in names]
        file.write_text(json.dumps(invented(*some, people=people)))
        call_command("import_consultation", file, editor=EDITOR, stdout=out, **options)

    def depth(key):
        return 0 if parents.get(key) is None else 1 + depth(parents[key])

    with pytest.raises(CommandError, match="Nothing was written"):
        bring(posts, apply=True)
    assert out.getvalue().count("It answers itself.") == len(own) == 1

    deepest = max(parents, key=depth)
    assert depth(deepest) == 9
    thread = deepest.partition("-")[0]
    bring([post for key, post in by_id.items() if key.partition("-")[0] == thread], apply=True)

    stored = Contribution.objects.select_related("parent", "room__consultation")
    assert all((c.parent.import_key if c.parent else None) == parents[c.import_key] for c in stored)
    last = stored.get(import_key=deepest)
    address = reverse("contributions:room", args=[last.room.consultation.slug, last.room.slug])
    page = enter(editor).get(f"{address}?at={last.number}").text
    article = page.partition(f'id="c{last.number}"')[2].partition("</header>")[0]
    assert f">#{last.parent.number}" in article  # told in words, not by indenting
