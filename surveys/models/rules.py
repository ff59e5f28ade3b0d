from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from surveys.models.survey import Survey
from surveys.quiet import QuietHours
from surveys.rules import Rules

YEAR = MaxValueValidator(365)


class SurveyRules(models.Model):
    """Who is asked by a survey, and when. A survey without a row of its own has the defaults: `rules_of` finds both."""

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="stored_rules")
    delay_minutes = models.PositiveIntegerField(
        default=20,
        validators=[MaxValueValidator(7 * 24 * 60)],
        help_text="How long after the chat the e-mail goes out.",
    )
    open_days = models.PositiveIntegerField(
        default=14, validators=[MinValueValidator(1), YEAR], help_text="How long the link works."
    )
    cooldown_days = models.PositiveIntegerField(
        default=14, validators=[YEAR], help_text="How long nobody is asked a second time, by any survey; 0: no rest."
    )
    cap_times = models.PositiveIntegerField(
        default=0, validators=[MaxValueValidator(100)], help_text="How often this survey may ask one person; 0: always."
    )
    cap_days = models.PositiveIntegerField(
        default=90, validators=[MinValueValidator(1), YEAR], help_text="… within how many days."
    )
    ask_within_days = models.PositiveIntegerField(
        default=7,
        validators=[MinValueValidator(1), YEAR],
        help_text="Chats that closed longer after the last reply, or are reported longer after closing, are left.",
    )
    needs_human = models.BooleanField(default=True, help_text="Only where a person, not just a bot, has replied.")
    min_customer_messages = models.PositiveIntegerField(
        default=2, validators=[MaxValueValidator(1_000)], help_text="Fewer messages by the customer are too short."
    )
    long_text = models.PositiveIntegerField(
        default=250,
        validators=[MaxValueValidator(100_000)],
        help_text="… unless they wrote more characters than this.",
    )
    sample_percent = models.PositiveSmallIntegerField(
        default=100, validators=[MaxValueValidator(100)], help_text="What share of the customers is asked."
    )
    quiet_from = models.TimeField(null=True, blank=True, help_text="No e-mail goes out from here …")
    quiet_until = models.TimeField(null=True, blank=True, help_text="… until here.")
    time_zone = models.CharField(max_length=64, blank=True, help_text="Of the quiet hours; empty: that of the site.")
    own_domains = ArrayField(
        models.CharField(max_length=253), default=list, blank=True, help_text="Mail domains that are never asked."
    )
    channels = ArrayField(models.CharField(max_length=40), default=list, blank=True, help_text="Empty: every channel.")
    teams = ArrayField(models.BigIntegerField(), default=list, blank=True, help_text="Ids; empty: every team.")
    reminder_days = models.PositiveIntegerField(
        default=0, validators=[MaxValueValidator(60)], help_text="One reminder after so many days; 0: none."
    )

    class Meta:
        verbose_name_plural = "survey rules"
        constraints = [
            models.CheckConstraint(condition=models.Q(open_days__gte=1), name="rules_open_for_a_day_at_least"),
            models.CheckConstraint(condition=models.Q(sample_percent__lte=100), name="rules_sample_is_a_percentage"),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="rules_quiet_hours_have_both_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"Rules of {self.survey}"

    def clean(self) -> None:
        try:
            ZoneInfo(self.time_zone or settings.TIME_ZONE)
        except (LookupError, ValueError, OSError) as error:
            wrong = "There is no such time zone; one is written like Europe/Vienna."
            raise ValidationError({"time_zone": wrong}) from error
        if (self.quiet_from is None) != (self.quiet_until is None):
            raise ValidationError({"quiet_until": "Quiet hours need both ends, or neither."})

    def rules(self) -> Rules:
        """The same as the pure core takes it."""
        return Rules(
            delay=timedelta(minutes=self.delay_minutes),
            cooldown=timedelta(days=self.cooldown_days),
            cap=self.cap_times,
            cap_period=timedelta(days=self.cap_days),
            ask_within=timedelta(days=self.ask_within_days),
            needs_human=self.needs_human,
            min_customer_messages=self.min_customer_messages,
            long_text=self.long_text,
            sample_percent=self.sample_percent,
            quiet=self.quiet_hours,
            own_domains=frozenset(domain.casefold() for domain in self.own_domains),
            channels=frozenset(channel.casefold() for channel in self.channels),
            teams=frozenset(self.teams),
        )

    @property
    def quiet_hours(self) -> QuietHours | None:
        if self.quiet_from is None or self.quiet_until is None or self.quiet_from == self.quiet_until:
            return None
        return QuietHours(self.quiet_from, self.quiet_until, ZoneInfo(self.time_zone or settings.TIME_ZONE))


def rules_of(survey: Survey) -> SurveyRules:
    """The rules of `survey`: those stored, or the defaults, which are not. Costs a query."""
    return SurveyRules.objects.filter(survey=survey).first() or SurveyRules(survey=survey)
