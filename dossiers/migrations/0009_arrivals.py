"""Walk-ins without a code, and several dossiers of one visit."""

import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0001_initial'),
        ('citizens', '0002_merging'),
        ('dossiers', '0008_original_moves'),
        ('procedures', '0002_words_and_uploads'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.center')),
            ],
        ),
        migrations.CreateModel(
            name='VisitDossier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dossier', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='visit_part', to='dossiers.dossier')),
                ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='dossiers.visit')),
            ],
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('outcome', models.CharField(choices=[('guidance', 'Guidance only'), ('02', 'Papers are missing (form 02)'), ('03', 'Refused (form 03)')], max_length=10)),
                ('visitor_encrypted', models.BinaryField(null=True)),
                ('visitor_key_id', models.CharField(blank=True, max_length=40)),
                ('papers', models.JSONField(default=list)),
                ('refusal_code', models.CharField(blank=True, max_length=30)),
                ('legal_basis', models.CharField(blank=True, max_length=500)),
                ('reason', models.TextField(blank=True)),
                ('note', models.TextField(blank=True)),
                ('number', models.PositiveIntegerField(null=True)),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('said', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('continued_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.procedurecase')),
                ('center', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.center')),
                ('continued_arrival', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='earlier', to='dossiers.arrival')),
                ('continued_dossier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='dossiers.dossier')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centers.office')),
                ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.procedureversion')),
            ],
            options={
                'indexes': [models.Index(fields=['office', 'at'], name='arrival_of_a_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['guidance', '02', '03'])), name='arrival_outcome_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('number__isnull', True), ('outcome', 'guidance'), ('said', {}), ('year__isnull', True)), models.Q(models.Q(('said', {}), _negated=True), models.Q(('outcome', 'guidance'), _negated=True), ('number__isnull', False), ('year__isnull', False), ('version__isnull', False)), _connector='OR'), name='arrival_form_is_numbered'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'guidance'), _negated=True), ('version__isnull', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='arrival_guidance_about_something'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('papers', []), _negated=True), ('outcome', '02')), models.Q(models.Q(('outcome', '02'), _negated=True), ('papers', [])), _connector='OR'), name='arrival_papers_exactly_when_missing'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('refusal_code', ''), _negated=True), models.Q(('legal_basis', ''), _negated=True), models.Q(('reason', ''), _negated=True), ('outcome', '03')), models.Q(models.Q(('outcome', '03'), _negated=True), ('legal_basis', ''), ('refusal_code', '')), _connector='OR'), name='arrival_law_exactly_when_refused'), models.CheckConstraint(condition=models.Q(('case__isnull', True), ('version__isnull', False), _connector='OR'), name='arrival_case_of_a_procedure'), models.CheckConstraint(condition=models.Q(models.Q(('visitor_encrypted__isnull', True), ('visitor_key_id', '')), models.Q(models.Q(('visitor_key_id', ''), _negated=True), ('visitor_encrypted__isnull', False)), _connector='OR'), name='arrival_visitor_whole_or_not'), models.CheckConstraint(condition=models.Q(models.Q(('continued_arrival__isnull', True), ('continued_at__isnull', True), ('continued_dossier__isnull', True)), models.Q(('continued_arrival__isnull', True), ('continued_at__isnull', False), ('continued_dossier__isnull', False)), models.Q(('continued_arrival__isnull', False), ('continued_at__isnull', False), ('continued_dossier__isnull', True)), _connector='OR'), name='arrival_continued_by_one'), models.UniqueConstraint(fields=('center', 'outcome', 'year', 'number'), name='arrival_form_number_once')],
            },
        ),
    ]
