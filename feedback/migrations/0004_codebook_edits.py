import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0003_reviews"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CodebookEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("theme", models.SlugField(blank=True, help_text="Its key; empty for an undo", max_length=60)),
                ("values", models.JSONField(default=dict)),
                ("words", models.CharField(help_text="What was done, in words of that time", max_length=500)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="codebook_edits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="feedback.codebookedit",
                    ),
                ),
            ],
        ),
        migrations.AlterField(
            model_name="theme",
            name="is_active",
            field=models.BooleanField(default=True, help_text="Shown on pages; a hidden or merged theme is not"),
        ),
        migrations.AddField(
            model_name="theme",
            name="is_pinned",
            field=models.BooleanField(default=False, help_text="First in the ranking, whatever its share"),
        ),
        migrations.AddField(
            model_name="theme",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                help_text="Who speaks for it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="feedback.theme",
            ),
        ),
        # Expand, fill, tighten.
        migrations.AddField(
            model_name="themematch",
            name="coded_as",
            field=models.ForeignKey(
                help_text="The theme that was found; another than `theme` if that one was merged into it since",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="codings",
                to="feedback.theme",
            ),
        ),
        migrations.RunSQL(
            "UPDATE feedback_themematch SET coded_as_id = theme_id; SET CONSTRAINTS ALL IMMEDIATE;",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="themematch",
            name="coded_as",
            field=models.ForeignKey(
                help_text="The theme that was found; another than `theme` if that one was merged into it since",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="codings",
                to="feedback.theme",
            ),
        ),
        migrations.RemoveConstraint(model_name="themematch", name="theme_match_once"),
        migrations.AddConstraint(
            model_name="themematch",
            constraint=models.UniqueConstraint(fields=("excerpt", "coded_as", "polarity"), name="theme_match_once"),
        ),
    ]
