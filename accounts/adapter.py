"""How django-allauth behaves in this house: codes by mail for citizens, none of its own sign-up pages."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class CitizenAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by proving a code, never by a sign-up form."""
        return False
