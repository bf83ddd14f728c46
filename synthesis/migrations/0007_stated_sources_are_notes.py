from typing import Any

from django.db import migrations
from django.db.migrations.state import StateApps


def notes_from_sources(apps: StateApps, _editor: Any) -> None:
    """The one source an insight could state becomes its first note from outside."""
    insight, note = (apps.get_model("synthesis", name) for name in ("Insight", "OutsideNote"))
    stated = insight.objects.exclude(source_note="").values_list("pk", "source_note", "created_at")
    note.objects.bulk_create(
        (note(insight_id=pk, source=source, added_at=at) for pk, source, at in stated.iterator()),
        batch_size=1000,
    )


def sources_from_notes(apps: StateApps, _editor: Any) -> None:
    insight, note = (apps.get_model("synthesis", name) for name in ("Insight", "OutsideNote"))
    for pk, source in note.objects.order_by("-position", "-pk").values_list("insight", "source"):
        insight.objects.filter(pk=pk).update(source_note=source)


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0006_notes_from_outside")]

    operations = [migrations.RunPython(notes_from_sources, sources_from_notes)]
