"""The database itself refuses to change or delete a calendar version: due dates must stay explainable."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION workcalendar_version_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a calendar version is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER calendar_version_is_immutable BEFORE UPDATE OR DELETE ON workcalendar_calendarversion
    FOR EACH ROW EXECUTE FUNCTION workcalendar_version_is_immutable();
"""

BACKWARDS = """
DROP TRIGGER calendar_version_is_immutable ON workcalendar_calendarversion;
DROP FUNCTION workcalendar_version_is_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("workcalendar", "0001_initial")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
