"""The accounts that centers name, as they entered them: rows are only ever added."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0002_append_only'),
        ('centers', '0004_absences'),
        ('payments', '0002_orders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bin', models.CharField(max_length=6)),
                ('number', models.CharField(max_length=19)),
                ('holder', models.CharField(max_length=100)),
                ('bank', models.CharField(max_length=100)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('center', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.center')),
            ],
            options={
                'indexes': [models.Index(fields=['center', '-at', '-id'], name='bank_account_of_center')],
                'constraints': [models.CheckConstraint(condition=models.Q(('bin__regex', '^[0-9]{6}$'), ('number__regex', '^[0-9A-Za-z]{1,19}$'), models.Q(('bank', ''), ('holder', ''), _negated=True)), name='bank_account_fits_into_a_code')],
            },
        ),
        migrations.RunSQL(
            "CREATE TRIGGER bank_account_append_only BEFORE UPDATE OR DELETE ON payments_bankaccount "
            "FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER bank_account_append_only ON payments_bankaccount",
        ),
    ]
