"""Groups are kept for each theme alone; those kept with all below it are counted anew when they are asked for."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def forget(apps: Any, _schema_editor: object) -> None:
    apps.get_model("moderation", "CodebookTally").objects.update(groups={})


class Migration(migrations.Migration):
    dependencies = [("moderation", "0009_words_in_quotes")]

    operations = [migrations.RunPython(forget, forget)]
