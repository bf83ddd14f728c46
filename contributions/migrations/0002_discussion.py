import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

from contributions import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0001_initial"),
        ("contributions", "0001_initial"),
        ("rooms", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        migrations.CreateModel(
            name="QuestionTally",
            fields=[
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="tally",
                        serialize=False,
                        to="rooms.guidingquestion",
                    ),
                ),
                ("contributions", models.IntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "question tallies",
            },
        ),
        migrations.AddField(
            model_name="contribution",
            name="quotable_by_name",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="contribution",
            name="words",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="revision",
            name="is_rich",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "contribution",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="contributions.contribution",
                    ),
                ),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                ("folded", models.TextField()),
            ],
            options={
                "verbose_name_plural": "search entries",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        models.F("vector"), fastupdate=False, name="search_vector"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("folded", "gin_trgm_ops"),
                        fastupdate=False,
                        name="search_trigrams",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("guid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("form_key", models.UUIDField(blank=True, null=True)),
                ("file", models.FileField(upload_to="attachments/%Y/%m/")),
                ("name", models.CharField(max_length=120)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("width", models.PositiveIntegerField(blank=True, null=True)),
                ("height", models.PositiveIntegerField(blank=True, null=True)),
                ("alt", models.CharField(blank=True, max_length=500)),
                ("is_decoration", models.BooleanField(default=False)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "contribution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="contributions.contribution",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("contribution", None)),
                        fields=["form_key"],
                        name="attachment_not_posted_yet",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contribution__isnull", False), ("form_key__isnull", False), _connector="OR"
                        ),
                        name="attachment_belongs_to_a_form_or_a_contribution",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("is_rich", models.BooleanField(default=False)),
                ("questions", models.JSONField(blank=True, default=list)),
                ("language", models.CharField(blank=True, max_length=10)),
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
                ("quotable_by_name", models.BooleanField(default=False)),
                ("form_key", models.UUIDField(null=True)),
                ("sequence", models.PositiveIntegerField(default=1)),
                ("device", models.CharField(blank=True, max_length=40)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "edits",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contributions.contribution",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="contributions.contribution",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="rooms.room"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "room", "parent", "edits"),
                        name="draft_is_one_per_person_and_place",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True), ("edits__isnull", True), _connector="OR"
                        ),
                        name="draft_answers_or_edits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "quoted",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quoted_in",
                        to="contributions.revision",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quotations",
                        to="contributions.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["revision", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision", "position"), name="quotation_position_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="quotation_is_not_empty"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("baseline", models.PositiveIntegerField(default=0)),
                ("baseline_at", models.DateTimeField(blank=True, null=True)),
                ("seen", models.PositiveIntegerField(default=0)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="read_marks",
                        to="rooms.room",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="read_marks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "room"), name="read_mark_is_one_per_person_and_room"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RoomTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_team", models.BooleanField()),
                ("language", models.CharField(max_length=10)),
                ("contributions", models.IntegerField(default=0)),
                ("words", models.BigIntegerField(default=0)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="consultation.membership",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tallies", to="rooms.room"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "room tallies",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("room", "author", "as_team", "language"), name="room_tally_is_one_per_voice"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ThreadFollow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="thread_follows",
                        to="consultation.membership",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to="contributions.contribution",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("thread", "membership"), name="thread_is_followed_once")
                ],
            },
        ),
        migrations.RunSQL(triggers.TALLIES, triggers.TALLIES_UNDO),
        migrations.RunSQL(triggers.RECOUNT, migrations.RunSQL.noop),
    ]
