"""Answers may be declared again: each time a row more, and none is changed or taken away. Keys may be rotated."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION dossiers_declaration_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.key_id <> OLD.key_id
       AND to_jsonb(NEW) - 'key_id' - 'content' = to_jsonb(OLD) - 'key_id' - 'content' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a declaration never changes' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER declaration_never_changes BEFORE UPDATE OR DELETE ON dossiers_declaration
    FOR EACH ROW EXECUTE FUNCTION dossiers_declaration_guard();
"""

BACKWARD = """
DROP TRIGGER declaration_never_changes ON dossiers_declaration;
DROP FUNCTION dossiers_declaration_guard();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0044_durations_measured'),
        ('procedures', '0006_unanswered_questions'),
    ]

    operations = [
        migrations.AddField(
            model_name='declaration',
            name='number',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='declaration',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='dossiers.dossier'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.UniqueConstraint(fields=('dossier', 'number'), name='declaration_number_once'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
