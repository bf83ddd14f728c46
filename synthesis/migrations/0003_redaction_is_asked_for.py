from django.db import migrations

from synthesis import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0001_initial"),
        ("contributions", "0002_discussion"),
        ("rooms", "0001_initial"),
        ("synthesis", "0002_checks_ledger_objections"),
    ]

    operations = [migrations.RunSQL(triggers.ASK_FOR_REDACTION, triggers.ASK_FOR_REDACTION_UNDO)]
