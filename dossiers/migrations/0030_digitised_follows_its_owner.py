"""A digitised paper goes with its dossier when two records of one person are merged; nothing else of it ever changes."""

from django.db import migrations

OWNER = """
UPDATE dossiers_digitisedpaper d SET party_id = s.owner_id
FROM dossiers_paper p JOIN dossiers_dossier s ON s.id = p.dossier_id
WHERE p.id = d.paper_id AND EXISTS (
    SELECT FROM dossiers_mergeddossier m JOIN citizens_partymerge g ON g.id = m.merge_id
    WHERE m.dossier_id = s.id AND m.was_owner AND g.dropped_id = d.party_id AND g.undone_at IS NULL
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0029_interpreter_index'),
    ]

    operations = [
        migrations.RunSQL(
            "DROP TRIGGER digitised_append_only ON dossiers_digitisedpaper",
            "CREATE TRIGGER digitised_append_only BEFORE UPDATE OR DELETE ON dossiers_digitisedpaper"
            " FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER digitised_stays BEFORE DELETE ON dossiers_digitisedpaper"
            " FOR EACH ROW EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER digitised_stays ON dossiers_digitisedpaper",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER digitised_only_changes_hands BEFORE UPDATE ON dossiers_digitisedpaper FOR EACH ROW"
            " WHEN (to_jsonb(OLD) - 'party_id' IS DISTINCT FROM to_jsonb(NEW) - 'party_id')"
            " EXECUTE FUNCTION dossiers_refuse()",
            "DROP TRIGGER digitised_only_changes_hands ON dossiers_digitisedpaper",
        ),
        migrations.RunSQL(OWNER, migrations.RunSQL.noop),
    ]
