"""Words of names beside the office that sees a dossier; triggers keep them (dossiers/names.py)."""

import django.contrib.postgres.search
from django.db import migrations

KEEP = """
CREATE FUNCTION dossiers_names(office bigint, dossier bigint) RETURNS tsvector LANGUAGE sql STABLE AS $$
    SELECT array_to_tsvector(array_agg(DISTINCT office || ':' || word))
    FROM dossiers_dossier found
    JOIN citizens_party person ON person.id IN (found.owner_id, found.submitter_id)
    CROSS JOIN LATERAL unnest(string_to_array(person.name_fold, ' ')) word
    WHERE found.id = dossier AND word <> ''
$$;

CREATE FUNCTION dossiers_names_of_new_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.names := dossiers_names(NEW.office_id, NEW.dossier_id);
    RETURN NEW;
END $$;
CREATE TRIGGER access_names_new BEFORE INSERT ON dossiers_dossieraccess FOR EACH ROW
    WHEN (NEW.office_id IS NOT NULL AND NEW.names IS NULL) EXECUTE FUNCTION dossiers_names_of_new_access();

CREATE FUNCTION dossiers_names_of_other_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dossiers_dossieraccess SET names = dossiers_names(office_id, dossier_id)
    WHERE dossier_id = NEW.id AND office_id IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER access_names_of_other_people AFTER UPDATE ON dossiers_dossier FOR EACH ROW
    WHEN (OLD.owner_id <> NEW.owner_id OR OLD.submitter_id <> NEW.submitter_id)
    EXECUTE FUNCTION dossiers_names_of_other_people();

CREATE FUNCTION dossiers_names_of_other_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dossiers_dossieraccess access SET names = dossiers_names(office_id, dossier_id)
    FROM dossiers_dossier found
    WHERE (found.owner_id = NEW.id OR found.submitter_id = NEW.id)
        AND access.dossier_id = found.id AND access.office_id IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER access_names_of_other_name AFTER UPDATE ON citizens_party FOR EACH ROW
    WHEN (OLD.name_fold <> NEW.name_fold) EXECUTE FUNCTION dossiers_names_of_other_name();
"""
FORGET = """
DROP TRIGGER access_names_of_other_name ON citizens_party;
DROP TRIGGER access_names_of_other_people ON dossiers_dossier;
DROP TRIGGER access_names_new ON dossiers_dossieraccess;
DROP FUNCTION dossiers_names_of_other_name();
DROP FUNCTION dossiers_names_of_other_people();
DROP FUNCTION dossiers_names_of_new_access();
DROP FUNCTION dossiers_names(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0046_prepared_exports"),
        ("citizens", "0022_old_number_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="dossieraccess",
            name="names",
            field=django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
