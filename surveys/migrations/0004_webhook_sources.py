from secrets import token_urlsafe

import surveys.models.source
from django.db import migrations, models


def give_every_source_an_address(apps, schema_editor):
    Source = apps.get_model("surveys", "Source")
    for source in Source.objects.filter(public_id=None).iterator():
        source.public_id = token_urlsafe(16)
        source.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_ledger_states")]

    operations = [
        migrations.AlterField(
            model_name="source",
            name="kind",
            field=models.CharField(
                choices=[("api", "API"), ("hook", "Webhook"), ("import", "Import")], default="api", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="platform",
            field=models.CharField(
                blank=True, default="", help_text="Whose webhooks it sends; empty for our own API", max_length=20
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="source",
            name="sealed_secrets",
            field=models.TextField(blank=True, default="", editable=False, help_text="surveys.sealing opens it"),
            preserve_default=False,
        ),
        # Expand, fill, tighten.
        migrations.AddField(
            model_name="source", name="public_id", field=models.CharField(editable=False, max_length=22, null=True)
        ),
        migrations.RunPython(give_every_source_an_address, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="source",
            name="public_id",
            field=models.CharField(
                default=surveys.models.source.new_public_id, editable=False, max_length=22, unique=True
            ),
        ),
    ]
