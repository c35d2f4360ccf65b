"""Arrivals and visits are only ever added. Of an arrival is written later: what came of it, once, and another key."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_arrival_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    continued CONSTANT text[] := ARRAY['continued_dossier_id', 'continued_arrival_id', 'continued_at'];
    visitor CONSTANT text[] := ARRAY['visitor_encrypted', 'visitor_key_id'];
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    IF after - continued - visitor <> before - continued - visitor THEN
        RAISE EXCEPTION 'an arrival never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.continued_at IS NOT NULL AND after - visitor <> before - visitor THEN
        RAISE EXCEPTION 'an arrival is continued once' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.visitor_encrypted IS DISTINCT FROM NEW.visitor_encrypted
       AND (OLD.visitor_encrypted IS NULL OR NEW.visitor_encrypted IS NULL
            OR OLD.visitor_key_id = NEW.visitor_key_id) THEN
        RAISE EXCEPTION 'who came never changes, only its key' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER arrival_never_deleted BEFORE DELETE ON dossiers_arrival
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
CREATE TRIGGER arrival_never_changes BEFORE UPDATE ON dossiers_arrival
    FOR EACH ROW EXECUTE FUNCTION dossiers_arrival_guard();
CREATE TRIGGER visit_append_only BEFORE UPDATE OR DELETE ON dossiers_visit
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
CREATE TRIGGER visit_dossier_append_only BEFORE UPDATE OR DELETE ON dossiers_visitdossier
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
"""

BACKWARD = """
DROP TRIGGER visit_dossier_append_only ON dossiers_visitdossier;
DROP TRIGGER visit_append_only ON dossiers_visit;
DROP TRIGGER arrival_never_changes ON dossiers_arrival;
DROP TRIGGER arrival_never_deleted ON dossiers_arrival;
DROP FUNCTION dossiers_arrival_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0009_arrivals")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
