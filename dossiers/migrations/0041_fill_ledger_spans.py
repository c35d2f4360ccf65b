from django.db import migrations

FILL = """
INSERT INTO dossiers_ledgerspan (span, first, center_id, unit_id, level, channel, filed_by, measure, n)
SELECT span, CASE span WHEN 'day' THEN day ELSE date_trunc('month', day)::date END,
       center_id, unit_id, level, channel, filed_by, measure, sum(n)
FROM dossiers_ledgertotal CROSS JOIN (VALUES ('day'), ('month')) AS spans (span)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0040_ledger_spans")]

    operations = [migrations.RunSQL(FILL, "TRUNCATE dossiers_ledgerspan")]
