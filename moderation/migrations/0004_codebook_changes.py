from django.db import migrations

from moderation import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0002_discussion"),
        ("moderation", "0003_theme_pages"),
    ]

    operations = [
        migrations.RunSQL(triggers.CODEBOOK_CHANGES, triggers.CODEBOOK_CHANGES_UNDO),
    ]
