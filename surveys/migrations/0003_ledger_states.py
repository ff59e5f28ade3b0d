from django.db import migrations, models

REASONS = {
    "The chat was reopened and has been closed again.": "reopened",
    "The customer asked not to be asked.": "opted_out",
    "The customer has answered already.": "answered",
    "The link has expired.": "expired",
}


def name_reasons(apps, schema_editor):
    """What was called off says why by a name, not only in words."""
    cancelled = apps.get_model("surveys", "Delivery").objects.filter(state="cancelled")
    for outcome, reason in REASONS.items():
        cancelled.filter(outcome=outcome).update(cancel_reason=reason)
    cancelled.filter(cancel_reason="").update(cancel_reason="expired")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_survey_rules")]

    operations = [
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_once_per_channel",
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_sent_at_if_and_only_if_sent",
        ),
        migrations.AddField(
            model_name="delivery",
            name="cancel_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reopened", "The chat was reopened and has been closed again."),
                    ("opted_out", "The customer asked not to be asked."),
                    ("address_bounced", "Mail to this address comes back."),
                    ("answered", "The customer has answered already."),
                    ("expired", "The link has expired."),
                ],
                help_text="Why it was cancelled",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="kind",
            field=models.CharField(
                choices=[("invitation", "Invitation"), ("reminder", "Reminder")], default="invitation", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="machine_opens",
            field=models.PositiveIntegerField(default=0, help_text="How often a program opened it, as far as we know"),
        ),
        migrations.AddField(
            model_name="invitation",
            name="opened_at",
            field=models.DateTimeField(
                help_text="When a person first looked at the page, as far as we know", null=True
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="started_at",
            field=models.DateTimeField(help_text="When something written first reached us", null=True),
        ),
        migrations.AddField(
            model_name="suppression",
            name="cause",
            field=models.CharField(
                choices=[
                    ("opt_out", "Asked not to be asked"),
                    ("bounce", "Mail comes back"),
                    ("complaint", "Called a mail spam"),
                ],
                default="opt_out",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="outcome",
            field=models.CharField(blank=True, help_text="The same in words, or why it failed", max_length=300),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "Pending"),
                    ("sending", "Sending"),
                    ("sent", "Sent"),
                    ("cancelled", "Cancelled"),
                    ("failed", "Failed"),
                    ("bounced", "Bounced"),
                ],
                default="pending",
                max_length=10,
            ),
        ),
        migrations.RunPython(name_reasons, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("invitation", "channel", "kind"), name="delivery_once_per_channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    ("state", "bounced"),
                    models.Q(models.Q(("state__in", ["sent", "bounced"]), _negated=True), ("sent_at", None)),
                    _connector="OR",
                ),
                name="delivery_sent_at_if_and_only_if_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancel_reason__gt", ""), ("state", "cancelled")),
                    models.Q(models.Q(("state", "cancelled"), _negated=True), ("cancel_reason", "")),
                    _connector="OR",
                ),
                name="delivery_cancel_reason_if_and_only_if_cancelled",
            ),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["team", "closed_at"], name="conversation_of_team"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["survey", "decided_at"], name="decision_by_time"),
        ),
    ]
