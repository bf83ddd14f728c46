import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consultation", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("welcome", models.TextField(blank=True)),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("counts_in_report", models.BooleanField(default=True)),
                ("premoderated", models.BooleanField(default=False)),
                ("last_number", models.PositiveIntegerField(default=0, editable=False)),
                ("import_key", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "moderators",
                    models.ManyToManyField(
                        blank=True, related_name="moderated_rooms", to="consultation.membership"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="GuidingQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("label", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField()),
                (
                    "sub_questions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list
                    ),
                ),
                ("group_heading", models.CharField(blank=True, max_length=120)),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="rooms.room"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="RoomFollow",
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
                        related_name="room_follows",
                        to="consultation.membership",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="follows", to="rooms.room"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(fields=("consultation", "slug"), name="room_slug_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("opens_at__isnull", True),
                    ("closes_at__isnull", True),
                    ("closes_at__gt", models.F("opens_at")),
                    _connector="OR",
                ),
                name="room_closes_after_opening",
            ),
        ),
        migrations.AddConstraint(
            model_name="guidingquestion",
            constraint=models.UniqueConstraint(
                fields=("room", "number"), name="question_number_is_unique_in_its_room"
            ),
        ),
        migrations.AddConstraint(
            model_name="guidingquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="question_number_starts_at_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="roomfollow",
            constraint=models.UniqueConstraint(fields=("room", "membership"), name="room_is_followed_once"),
        ),
    ]
