import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0002_names_and_pages"),
        ("synthesis", "0010_build_retries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Translation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("of", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("original", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultation.membership",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="translations",
                        to="synthesis.report",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "language", "of"), name="translation_is_one_for_each_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="translation_has_words"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WordTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("path", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultation.membership",
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="word_template",
                        to="synthesis.report",
                    ),
                ),
            ],
        ),
        migrations.RemoveConstraint(model_name="builtfile", name="built_file_is_one_per_format"),
        migrations.AddField(
            model_name="build", name="languages", field=models.JSONField(blank=True, default=list)
        ),
        migrations.AddField(
            model_name="builtfile", name="language", field=models.CharField(blank=True, max_length=10)
        ),
        migrations.AddConstraint(
            model_name="builtfile",
            constraint=models.UniqueConstraint(
                fields=("version", "format", "language", "is_public"),
                name="built_file_is_one_per_format_and_language",
            ),
        ),
    ]
