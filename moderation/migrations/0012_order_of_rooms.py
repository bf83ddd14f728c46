"""A change of the order of rooms is a change of what a codebook's pages keep."""

from __future__ import annotations

from django.db import migrations

from moderation import triggers


class Migration(migrations.Migration):
    dependencies = [("moderation", "0011_examples_from_elsewhere")]

    operations = [
        migrations.RunSQL(triggers.CODEBOOK_CHANGES_UNDO + triggers.CODEBOOK_CHANGES, migrations.RunSQL.noop)
    ]
