"""A file of contributions may name their themes, by name or code; the trial tells which are unknown."""

from __future__ import annotations

import pytest
from django.urls import reverse

from contributions.importing import headless, runs
from contributions.importing.mapping import Mapping
from contributions.models import Contribution
from moderation.models import Tagging
from tests.moderation.world import plant

pytestmark = pytest.mark.django_db

FILE = """id,name,comment,Themes
1,Ona Rask,The ferry is late.,Distance; 2
2,Ona Rask,The court is far.,1.1 distance;Distance;Roads
3,Ivo Brenn,We wait.,Waiting; roads ;
4,Ivo Brenn,N/A,
"""


def test_themes_named_in_a_file_are_put_on_what_it_brings(
    room, open_consultation, join, enter, tmp_path, settings
):
    settings.MEDIA_ROOT = tmp_path / "media"
    nadia = join("nadia")
    themes = plant(open_consultation, nadia, "Access", "  Distance", "  Waiting", "Trust", "  Waiting")
    path = tmp_path / "letters.csv"
    path.write_text(FILE)
    run = runs.receive_path(room, path, by=nadia)
    assert list(run.mapping["parts"]) == ["id", "author", "text", "themes"]
    headless.work(run, lambda: runs.start_trial(run, Mapping.from_json(run.mapping)))

    # Two themes are called "Waiting"; none is called "Roads".
    assert run.unknown_themes == {"Roads": 1, "Waiting": 1, "roads": 1}
    page = enter(nadia).get(reverse("contributions:import", args=[open_consultation.slug, run.pk]))
    assert "<bdi>Roads</bdi> (1 row)" in page.text
    assert "Themes: Distance; 2" in page.text
    headless.work(run, lambda: runs.start_import(run))

    standing = Tagging.objects.standing().order_by("contribution__number", "pk")
    assert [(one.contribution.number, one.theme) for one in standing] == [
        (1, themes["Distance"]),
        (1, themes["Trust"]),
        (2, themes["Distance"]),
    ]
    assert {(one.source, one.by, one.passage) for one in standing} == {("import", nadia, None)}
    again = headless.import_file(room, path, by=nadia, write=True)
    assert (again.made, again.standing, Contribution.objects.count()) == (0, 4, 4)
    assert Tagging.objects.count() == 3
