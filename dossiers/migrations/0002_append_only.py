"""Events and ledger entries are append-only, dossiers are never deleted: the database refuses it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION dossiers_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: rows are only ever added', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION dossiers_ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.totalled AND NOT OLD.totalled
       AND to_jsonb(NEW) - 'totalled' = to_jsonb(OLD) - 'totalled' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a ledger entry never changes' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON dossiers_dossierevent
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
CREATE TRIGGER dossier_never_deleted BEFORE DELETE ON dossiers_dossier
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
CREATE TRIGGER view_append_only BEFORE UPDATE OR DELETE ON dossiers_dossierview
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
CREATE TRIGGER ledger_append_only BEFORE DELETE ON dossiers_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON dossiers_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION dossiers_ledger_guard();
"""

BACKWARD = """
DROP TRIGGER ledger_never_changes ON dossiers_ledgerentry;
DROP TRIGGER ledger_append_only ON dossiers_ledgerentry;
DROP TRIGGER view_append_only ON dossiers_dossierview;
DROP TRIGGER dossier_never_deleted ON dossiers_dossier;
DROP TRIGGER event_append_only ON dossiers_dossierevent;
DROP FUNCTION dossiers_ledger_guard();
DROP FUNCTION dossiers_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
