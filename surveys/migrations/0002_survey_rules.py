import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Case, Value, When


def copy_rules(apps, schema_editor):
    """Every survey keeps its own delay, opening time and cooldown; what chats told of themselves is kept as facts."""
    Survey, Rules = apps.get_model("surveys", "Survey"), apps.get_model("surveys", "SurveyRules")
    Rules.objects.bulk_create(
        Rules(
            survey=survey,
            delay_minutes=survey.delay_minutes,
            open_days=survey.open_days,
            cooldown_days=survey.cooldown_days,
        )
        for survey in Survey.objects.all()
    )
    Conversation = apps.get_model("surveys", "Conversation")
    Conversation.objects.filter(agent_messages__isnull=False).update(
        human_replied=Case(When(agent_messages__gt=0, then=Value(True)), default=Value(False))
    )
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SurveyRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "survey",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stored_rules", to="surveys.survey"
                    ),
                ),
                (
                    "delay_minutes",
                    models.PositiveIntegerField(
                        default=20,
                        help_text="How long after the chat the e-mail goes out.",
                        validators=[django.core.validators.MaxValueValidator(10080)],
                    ),
                ),
                (
                    "open_days",
                    models.PositiveIntegerField(
                        default=14,
                        help_text="How long the link works.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
                (
                    "cooldown_days",
                    models.PositiveIntegerField(
                        default=14,
                        help_text="How long nobody is asked a second time, by any survey; 0: no rest.",
                        validators=[django.core.validators.MaxValueValidator(365)],
                    ),
                ),
                (
                    "cap_times",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="How often this survey may ask one person; 0: always.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                    ),
                ),
                (
                    "cap_days",
                    models.PositiveIntegerField(
                        default=90,
                        help_text="… within how many days.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
                (
                    "ask_within_days",
                    models.PositiveIntegerField(
                        default=7,
                        help_text="Chats that closed longer after the last reply, or are reported longer after closing, are left.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                    ),
                ),
                (
                    "needs_human",
                    models.BooleanField(default=True, help_text="Only where a person, not just a bot, has replied."),
                ),
                (
                    "min_customer_messages",
                    models.PositiveIntegerField(
                        default=2,
                        help_text="Fewer messages by the customer are too short.",
                        validators=[django.core.validators.MaxValueValidator(1000)],
                    ),
                ),
                (
                    "long_text",
                    models.PositiveIntegerField(
                        default=250,
                        help_text="… unless they wrote more characters than this.",
                        validators=[django.core.validators.MaxValueValidator(100000)],
                    ),
                ),
                (
                    "sample_percent",
                    models.PositiveSmallIntegerField(
                        default=100,
                        help_text="What share of the customers is asked.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                    ),
                ),
                ("quiet_from", models.TimeField(blank=True, help_text="No e-mail goes out from here …", null=True)),
                ("quiet_until", models.TimeField(blank=True, help_text="… until here.", null=True)),
                (
                    "time_zone",
                    models.CharField(
                        blank=True, help_text="Of the quiet hours; empty: that of the site.", max_length=64
                    ),
                ),
                (
                    "own_domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=253),
                        blank=True,
                        default=list,
                        help_text="Mail domains that are never asked.",
                        size=None,
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        blank=True,
                        default=list,
                        help_text="Empty: every channel.",
                        size=None,
                    ),
                ),
                (
                    "teams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        blank=True,
                        default=list,
                        help_text="Ids; empty: every team.",
                        size=None,
                    ),
                ),
                (
                    "reminder_days",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="One reminder after so many days; 0: none.",
                        validators=[django.core.validators.MaxValueValidator(60)],
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "survey rules",
            },
        ),
        migrations.AddConstraint(
            model_name="surveyrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("open_days__gte", 1)), name="rules_open_for_a_day_at_least"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("sample_percent__lte", 100)), name="rules_sample_is_a_percentage"
            ),
        ),
        migrations.AddConstraint(
            model_name="surveyrules",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("quiet_from", None), ("quiet_until", None)),
                    models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                    _connector="OR",
                ),
                name="rules_quiet_hours_have_both_ends",
            ),
        ),
        migrations.AddField(
            model_name="conversation",
            name="customer_characters",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="conversation",
            name="human_replied",
            field=models.BooleanField(help_text="Whether an agent wrote anything; empty: not known", null=True),
        ),
        migrations.AddField(
            model_name="conversation",
            name="last_reply_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(copy_rules, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name="survey",
            name="survey_open_for_a_day_at_least",
        ),
        migrations.RemoveField(
            model_name="survey",
            name="cooldown_days",
        ),
        migrations.RemoveField(
            model_name="survey",
            name="delay_minutes",
        ),
        migrations.RemoveField(
            model_name="survey",
            name="open_days",
        ),
    ]
