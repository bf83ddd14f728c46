import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import django_countries.fields
from django.conf import settings
from django.db import migrations, models

from consultation import triggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="email address")),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="full name")),
                (
                    "latin_name",
                    models.CharField(blank=True, max_length=80, verbose_name="name in Latin letters"),
                ),
                ("handle", models.SlugField(blank=True, max_length=60, null=True, unique=True)),
                ("organisation", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
                (
                    "organisation_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("government", "Government or public body"),
                            ("justice", "Court or justice institution"),
                            ("civil-society", "Civil society"),
                            ("academia", "Academia or research"),
                            ("international", "International organisation"),
                            ("private", "Private sector"),
                            ("independent", "Independent"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                        verbose_name="kind of organisation",
                    ),
                ),
                ("job_title", models.CharField(blank=True, max_length=120, verbose_name="role or job")),
                (
                    "country",
                    django_countries.fields.CountryField(blank=True, max_length=2, verbose_name="country"),
                ),
                ("language", models.CharField(default="en", max_length=10, verbose_name="language")),
                ("time_zone", models.CharField(default="UTC", max_length=64, verbose_name="time zone")),
                ("profile_completed_at", models.DateTimeField(blank=True, null=True)),
                ("suspended_at", models.DateTimeField(blank=True, null=True)),
                ("suspension_reason", models.CharField(blank=True, max_length=300)),
                ("is_active", models.BooleanField(default=True)),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("consultation_id", models.BigIntegerField(blank=True, null=True)),
                ("actor_id", models.BigIntegerField(blank=True, null=True)),
                ("action", models.CharField(max_length=60)),
                ("object_type", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField(blank=True, null=True)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["consultation_id", "-at"], name="audit_by_consultation")],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("short_title", models.CharField(blank=True, max_length=60)),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("welcome", models.TextField(blank=True)),
                ("objective", models.TextField(blank=True)),
                ("outcome", models.TextField(blank=True)),
                ("organiser", models.CharField(blank=True, max_length=200)),
                ("sponsor", models.CharField(blank=True, max_length=300)),
                (
                    "brand_colour",
                    models.CharField(
                        blank=True,
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9A-Fa-f]{6}$", "Enter a colour such as #0B5563."
                            )
                        ],
                    ),
                ),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list
                    ),
                ),
                ("language", models.CharField(default="en", max_length=10)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("public", "Everyone"),
                            ("unlisted", "Everyone who has the address"),
                            ("invited", "Invited people only"),
                        ],
                        default="public",
                        max_length=10,
                    ),
                ),
                ("opens_at", models.DateTimeField(blank=True, null=True)),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("city", models.CharField(default="UTC", max_length=60)),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                ("summary_due_on", models.DateField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("summary_published_at", models.DateTimeField(blank=True, null=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["closes_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opens_at__isnull", True),
                            ("closes_at__isnull", True),
                            ("closes_at__gt", models.F("opens_at")),
                            _connector="OR",
                        ),
                        name="consultation_closes_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at__isnull", True),
                            models.Q(("closes_at__isnull", False), ("opens_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="consultation_is_published_with_both_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DateChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_closes_at", models.DateTimeField()),
                ("new_closes_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="date_changes",
                        to="consultation.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("observer", "Observer"),
                            ("participant", "Participant"),
                            ("moderator", "Moderator"),
                            ("editor", "Editor"),
                            ("approver", "Approver"),
                        ],
                        default="participant",
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("latin_name", models.CharField(blank=True, max_length=80)),
                ("organisation", models.CharField(blank=True, max_length=200)),
                (
                    "organisation_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("government", "Government or public body"),
                            ("justice", "Court or justice institution"),
                            ("civil-society", "Civil society"),
                            ("academia", "Academia or research"),
                            ("international", "International organisation"),
                            ("private", "Private sector"),
                            ("independent", "Independent"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("job_title", models.CharField(blank=True, max_length=120)),
                ("country", django_countries.fields.CountryField(blank=True, max_length=2)),
                ("hours", models.CharField(blank=True, max_length=60, verbose_name="usual hours")),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("muted_until", models.DateTimeField(blank=True, null=True)),
                ("import_key", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=80)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("observer", "Observer"),
                            ("participant", "Participant"),
                            ("moderator", "Moderator"),
                            ("editor", "Editor"),
                            ("approver", "Approver"),
                        ],
                        default="participant",
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="invitation",
                        to="consultation.membership",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="NoticeStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.CharField(max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_stops",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=100)),
                ("object_id", models.BigIntegerField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=150, unique=True)),
                ("payload", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("available_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("dead_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "outbox",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("dead_at__isnull", True), ("done_at__isnull", True)),
                        fields=["available_at", "id"],
                        name="outbox_open",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="user_email_is_unique_whatever_its_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="datechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("old_closes_at", models.F("new_closes_at")), _negated=True),
                name="date_change_changes_the_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("consultation", "user"), name="membership_is_one_per_person_and_consultation"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("import_key", ""), _negated=True),
                fields=("consultation", "import_key"),
                name="membership_is_imported_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("consultation"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("revoked_at__isnull", True)),
                name="invitation_is_one_per_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticestop",
            constraint=models.UniqueConstraint(fields=("user", "group"), name="notice_stop_is_one_per_group"),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["recipient", "-created_at"], name="notification_by_recipient"),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.UniqueConstraint(
                fields=("recipient", "key"), name="notification_is_given_once"
            ),
        ),
        migrations.RunSQL(triggers.AUDIT_IS_APPEND_ONLY, triggers.AUDIT_IS_APPEND_ONLY_UNDO),
    ]
