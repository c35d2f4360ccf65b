"""Consents of owners to helpers, and the transition that takes one back; what is stored is validated later."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION dossiers_consent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'witness', 'key_id'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM dossiers_filing f WHERE f.id = OLD.filing_id AND f.dossier_id IS NOT NULL) THEN
            RAISE EXCEPTION 'the consent to a filing that was sent is never deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF to_jsonb(NEW) - may_change <> to_jsonb(OLD) - may_change
       OR OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at
       OR OLD.withdrawn_by_id IS NOT NULL AND NEW.withdrawn_by_id IS DISTINCT FROM OLD.withdrawn_by_id THEN
        RAISE EXCEPTION 'a consent never changes, it is withdrawn' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_guard BEFORE UPDATE OR DELETE ON dossiers_consent
    FOR EACH ROW EXECUTE FUNCTION dossiers_consent_guard();
"""
BACKWARD = """
DROP TRIGGER consent_guard ON dossiers_consent;
DROP FUNCTION dossiers_consent_guard();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0004_absences'),
        ('dossiers', '0041_fill_ledger_spans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('code', 'a code sent to their phone'), ('paper', 'their signature on paper, photographed'), ('witness', 'by word, before a witness')], max_length=10)),
                ('digest', models.CharField(max_length=64)),
                ('owner_hash', models.CharField(max_length=64)),
                ('text_version', models.CharField(max_length=10)),
                ('language', models.CharField(max_length=5)),
                ('contact_hash', models.CharField(blank=True, max_length=64)),
                ('witness', models.BinaryField(null=True)),
                ('key_id', models.CharField(blank=True, max_length=40)),
                ('given_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ConsentCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('code_hash', models.CharField(max_length=64)),
                ('contact_hash', models.CharField(max_length=64)),
                ('message_key', models.CharField(max_length=120)),
                ('asked_at', models.DateTimeField()),
                ('tries_left', models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='dossierevent',
            name='event_is_in_the_table',
        ),
        AddConstraintNotValid(
            model_name='dossierevent',
            constraint=models.CheckConstraint(condition=models.Q(('to_status__in', ['SUBMITTED', 'INCOMPLETE', 'NOT_ACCEPTED', 'RECEIVED', 'PROCESSING', 'AWAITING_SUPPLEMENT', 'AWAITING_PAYMENT', 'WITHDRAWN', 'RETURNED', 'RESOLVED', 'DELIVERED']), ('transition__in', ['submit', 'ask_to_complete', 'resubmit', 'decline', 'expire', 'receive', 'start', 'assign', 'hand_over', 'confirm_hand_over', 'ask_opinion', 'answer_opinion', 'withdraw_opinion', 'request_supplement', 'supply', 'request_payment', 'confirm_payment', 'extend', 'apologise', 'reschedule', 'return_', 'stop', 'lapse', 'withdraw', 'end_help', 'resolve', 'post_result', 'deliver', 'reopen', 'correct', 'reclassify', 'take_over'])), name='event_is_in_the_table'),
        ),
        migrations.AddField(
            model_name='consent',
            name='evidence',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='dossiers.paper'),
        ),
        migrations.AddField(
            model_name='consent',
            name='filing',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='dossiers.filing'),
        ),
        migrations.AddField(
            model_name='consent',
            name='recorded_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consent',
            name='withdrawn_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='consentcode',
            name='filing',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='consent_code', to='dossiers.filing'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(condition=models.Q(('contact_hash', ''), _negated=True), fields=['contact_hash'], name='consent_by_contact'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('evidence__isnull', True), ('way', 'code'), ('witness__isnull', True), models.Q(('contact_hash', ''), _negated=True)), models.Q(('contact_hash', ''), ('evidence__isnull', False), ('way', 'paper'), ('witness__isnull', True)), models.Q(('contact_hash', ''), ('evidence__isnull', True), ('way', 'witness'), ('witness__isnull', False)), _connector='OR'), name='consent_has_the_proof_of_its_way'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__gte', models.F('given_at')), ('withdrawn_by__isnull', False)), _connector='OR'), name='consent_is_withdrawn_by_somebody'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
