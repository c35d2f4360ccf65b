"""Payments are only ever added, charges never deleted: the database refuses it."""

from django.db import migrations

FORWARD = """
CREATE TRIGGER payment_append_only BEFORE UPDATE OR DELETE ON dossiers_payment
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
CREATE TRIGGER charge_never_deleted BEFORE DELETE ON dossiers_charge
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse();
"""

BACKWARD = """
DROP TRIGGER charge_never_deleted ON dossiers_charge;
DROP TRIGGER payment_append_only ON dossiers_payment;
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0032_charges")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
