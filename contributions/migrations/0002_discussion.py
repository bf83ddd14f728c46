import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations, models

from contributions import indexing, triggers


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
            name="Voice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("counts_in_report", models.BooleanField()),
                ("as_team", models.BooleanField()),
                ("language", models.CharField(max_length=10)),
                ("contributions", models.BigIntegerField()),
                ("words", models.BigIntegerField()),
            ],
            options={
                "db_table": "contributions_voice",
                "managed": False,
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
            ],
            options={
                "ordering": ["position", "pk"],
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
            ],
            options={
                "ordering": ["-saved_at"],
            },
        ),
        migrations.CreateModel(
            name="QuestionTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("contributions", models.IntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "question tallies",
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
            ],
            options={
                "ordering": ["revision", "position"],
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
            ],
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
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
            ],
            options={
                "verbose_name_plural": "room tallies",
            },
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
            ],
        ),
        migrations.AddField(
            model_name="contribution",
            name="quotable_by_name",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="contribution",
            name="replies_shown",
            field=models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="Of a whole thread, kept at the one that began it.",
                verbose_name="replies shown",
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="turn",
            field=models.PositiveIntegerField(
                default=1,
                editable=False,
                help_text="Which of its author's signed contributions to the room; an unsigned one is a first.",
            ),
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
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("thread", None)),
                fields=["room", "replies_shown", "number"],
                name="contribution_most_replies",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["room", "turn", "number"], name="contribution_fair_order"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(fields=["author", "room", "turn"], name="contribution_turns"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                condition=models.Q(("visibility", "visible")),
                fields=["room", "created_at"],
                name="contribution_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                models.OrderBy(models.F("created_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="contribution_latest",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="contribution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="contributions.contribution",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="sent_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="edits",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="contributions.contribution",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="contributions.contribution",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="rooms.room"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="questiontally",
            name="question",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tallies",
                to="rooms.guidingquestion",
            ),
        ),
        migrations.AddField(
            model_name="quotation",
            name="quoted",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quoted_in",
                to="contributions.revision",
            ),
        ),
        migrations.AddField(
            model_name="quotation",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="quotations",
                to="contributions.revision",
            ),
        ),
        migrations.AddField(
            model_name="readmark",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="read_marks", to="rooms.room"
            ),
        ),
        migrations.AddField(
            model_name="readmark",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="read_marks",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reference",
            name="contribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="referred_in",
                to="contributions.contribution",
            ),
        ),
        migrations.AddField(
            model_name="reference",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="references",
                to="contributions.revision",
            ),
        ),
        migrations.AddField(
            model_name="roomtally",
            name="author",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="consultation.membership",
            ),
        ),
        migrations.AddField(
            model_name="roomtally",
            name="room",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tallies",
                to="rooms.room",
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                models.F("vector"), fastupdate=False, name="search_vector"
            ),
        ),
        migrations.AddIndex(
            model_name="searchentry",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("folded", "gin_trgm_ops"),
                fastupdate=False,
                name="search_trigrams",
            ),
        ),
        migrations.AddField(
            model_name="threadfollow",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="thread_follows",
                to="consultation.membership",
            ),
        ),
        migrations.AddField(
            model_name="threadfollow",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="follows",
                to="contributions.contribution",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("contribution", None)),
                fields=["form_key"],
                name="attachment_not_posted_yet",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contribution__isnull", False), ("form_key__isnull", False), _connector="OR"
                ),
                name="attachment_belongs_to_a_form_or_a_contribution",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("user", "room", "parent", "edits"),
                name="draft_is_one_per_person_and_place",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent__isnull", True), ("edits__isnull", True), _connector="OR"),
                name="draft_answers_or_edits",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotation",
            constraint=models.UniqueConstraint(
                fields=("revision", "position"), name="quotation_position_is_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="quotation",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="quotation_is_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="readmark",
            constraint=models.UniqueConstraint(
                fields=("user", "room"), name="read_mark_is_one_per_person_and_room"
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.UniqueConstraint(
                fields=("revision", "contribution"), name="reference_is_made_once"
            ),
        ),
        migrations.AddIndex(
            model_name="roomtally",
            index=models.Index(
                fields=["room", "author", "as_team", "language"], name="room_tally_of_a_voice"
            ),
        ),
        migrations.AddConstraint(
            model_name="threadfollow",
            constraint=models.UniqueConstraint(
                fields=("thread", "membership"), name="thread_is_followed_once"
            ),
        ),
        migrations.RunSQL(triggers.TALLIES, triggers.TALLIES_UNDO),
        migrations.RunSQL(triggers.RECOUNT, migrations.RunSQL.noop),
        migrations.RunSQL(indexing.SEARCH, indexing.SEARCH_UNDO),
        migrations.RunSQL(indexing.REINDEX, migrations.RunSQL.noop),
    ]
