from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("synthesis", "0009_wordings_and_presence"),
    ]

    operations = [
        migrations.AddField(
            model_name="build",
            name="retries",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
