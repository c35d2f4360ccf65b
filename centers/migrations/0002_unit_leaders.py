"""A leader may lead a department or agency, which has no center."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centers', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='posting',
            name='posting_has_its_place',
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('office__isnull', False), ('role__in', ['counter', 'officer', 'head'])), models.Q(('center__isnull', False), ('role', 'helper')), models.Q(('role', 'supervisor'), ('unit__isnull', False)), models.Q(('role__in', ['leader', 'administrator']), models.Q(('center__isnull', False), ('unit__isnull', False), _connector='OR')), _connector='OR'), name='posting_has_its_place'),
        ),
    ]
