import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Drops indexes that another one begins with, or that no question is asked by; writing a dossier pays for each."""

    dependencies = [
        ("centers", "0001_initial"),
        ("dossiers", "0006_merged_dossiers"),
        ("procedures", "0002_words_and_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="dossier",
            name="receiving_center",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centers.center"
            ),
        ),
        migrations.AlterField(
            model_name="dossieraccess",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="dossieraccess",
            name="office",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="centers.office",
            ),
        ),
        migrations.AlterField(
            model_name="dossierevent",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="dossierevent",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="dossiers.dossier",
            ),
        ),
        migrations.AlterField(
            model_name="dossierevent",
            name="office",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="centers.office",
            ),
        ),
        migrations.AlterField(
            model_name="dossierpause",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="pauses",
                to="dossiers.dossier",
            ),
        ),
        migrations.AlterField(
            model_name="dossierview",
            name="dossier",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="views", to="dossiers.dossier"
            ),
        ),
        migrations.AlterField(
            model_name="formcounter",
            name="center",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centers.center"
            ),
        ),
        migrations.AlterField(
            model_name="issuedform",
            name="center",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centers.center"
            ),
        ),
        migrations.AlterField(
            model_name="issuedform",
            name="event",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="forms",
                to="dossiers.dossierevent",
            ),
        ),
        migrations.AlterField(
            model_name="issuedform",
            name="issued_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="center",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centers.center"
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bookings",
                to="dossiers.dossier",
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="procedure",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.procedure"
            ),
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centers.unit"
            ),
        ),
        migrations.AlterField(
            model_name="ledgertotal",
            name="center",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centers.center"
            ),
        ),
        migrations.AlterField(
            model_name="ledgertotal",
            name="procedure",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.procedure"
            ),
        ),
        migrations.AlterField(
            model_name="ledgertotal",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="centers.unit"
            ),
        ),
        migrations.AlterField(
            model_name="leg",
            name="confirmed_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="leg",
            name="dossier",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="dossiers.dossier"
            ),
        ),
        migrations.AlterField(
            model_name="leg",
            name="given_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="paper",
            name="added_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="dossier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="dossiers.dossier",
            ),
        ),
    ]
