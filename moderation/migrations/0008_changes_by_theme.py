from django.db import migrations, models

from moderation import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0001_initial"),
        ("contributions", "0002_discussion"),
        ("moderation", "0007_examples"),
        ("rooms", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="codebookchange",
            name="theme",
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="ThemeVoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_team", models.BooleanField()),
                ("language", models.CharField(max_length=10)),
                ("contributions", models.BigIntegerField()),
                ("words", models.BigIntegerField()),
                ("passages", models.BigIntegerField()),
            ],
            options={"db_table": "moderation_themevoice", "managed": False},
        ),
        # The triggers of before wrote no theme; they go and come again under their names.
        migrations.RunSQL(triggers.CODEBOOK_CHANGES_UNDO + triggers.CODEBOOK_CHANGES, migrations.RunSQL.noop),
        migrations.RunSQL(triggers.THEME_VOICES, triggers.THEME_VOICES_UNDO),
    ]
