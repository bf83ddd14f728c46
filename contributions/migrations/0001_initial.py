import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from contributions import triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consultation", "0001_initial"),
        ("rooms", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("as_team", models.BooleanField(default=False)),
                (
                    "naming",
                    models.CharField(
                        choices=[
                            ("named", "With my name"),
                            ("organisation", "With my organisation only"),
                            ("withheld", "Name withheld"),
                        ],
                        default="named",
                        max_length=12,
                    ),
                ),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("held", "Held for a moderator"),
                            ("visible", "Shown"),
                            ("hidden", "Hidden by a moderator"),
                            ("withdrawn", "Withdrawn by its author"),
                        ],
                        default="visible",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=10)),
                ("form_key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("import_key", models.CharField(blank=True, editable=False, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="consultation.membership",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultation.membership",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="contributions.contribution",
                    ),
                ),
                (
                    "questions",
                    models.ManyToManyField(
                        blank=True, related_name="contributions", to="rooms.guidingquestion"
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="rooms.room",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="thread_members",
                        to="contributions.contribution",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(default=1)),
                ("source", models.TextField()),
                ("html", models.TextField()),
                ("plain", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("length", models.PositiveIntegerField()),
                ("language", models.CharField(default="en", max_length=10)),
                ("renderer", models.PositiveSmallIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sealed_at", models.DateTimeField(blank=True, null=True)),
                ("seal_reason", models.CharField(blank=True, max_length=40)),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="contributions.contribution",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("typed_name", models.CharField(max_length=120)),
                ("folded_name", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("bound_at", models.DateTimeField(blank=True, null=True)),
                (
                    "bound_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultation.membership",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="consultation.membership",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mentions",
                        to="contributions.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["revision", "position"],
            },
        ),
        migrations.AddField(
            model_name="contribution",
            name="revision",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contributions.revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("contribution", "number"), name="revision_number_is_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("membership", None)), fields=["folded_name"], name="mention_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="mention",
            constraint=models.UniqueConstraint(
                fields=("revision", "position"), name="mention_position_is_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("thread", None)), fields=["room", "number"], name="contribution_roots"
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["thread", "number"], name="contribution_thread"),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                fields=("room", "number"), name="contribution_number_is_unique_in_its_room"
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                fields=("author", "form_key"), name="contribution_is_posted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("import_key", ""), _negated=True),
                fields=("room", "import_key"),
                name="contribution_is_imported_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True),
                    models.Q(("parent", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="contribution_is_no_reply_to_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("parent__isnull", True), ("thread__isnull", True)),
                    models.Q(("parent__isnull", False), ("thread__isnull", False)),
                    _connector="OR",
                ),
                name="contribution_has_a_thread_exactly_when_it_replies",
            ),
        ),
        migrations.RunSQL(triggers.REVISION_IS_IMMUTABLE, triggers.REVISION_IS_IMMUTABLE_UNDO),
    ]
