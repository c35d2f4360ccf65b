"""How many dossiers the database holds."""

import django


def main() -> None:
    django.setup()
    from dossiers.models import Dossier

    print(Dossier.objects.count())  # noqa: T201


if __name__ == "__main__":
    main()
