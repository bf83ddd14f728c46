from django.db import migrations

from synthesis import triggers


class Migration(migrations.Migration):
    dependencies = [("synthesis", "0015_rows_changed_by_nobody")]

    operations = [migrations.RunSQL(triggers.ROWS_ASK_TOO, triggers.ROWS_ASK_TOO_UNDO)]
