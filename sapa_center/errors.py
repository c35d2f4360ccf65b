"""What a visitor sees when something broke that no view has caught."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found, server_error

from common.api import problems
from common.views import unavailable

AWAY = ("08", "53", "57P")  # SQLSTATE classes: connection lost, out of resources, shutting down


def broken(request: HttpRequest) -> HttpResponse:
    """handler500: 503 with the hotline when the database is away, the page for our own mistakes otherwise.

    Django calls it for errors of views and of middleware alike, which no middleware of ours could catch.
    """
    error = sys.exc_info()[1]
    if problems.is_api(request):
        return problems.away() if is_database_away(error) else problems.problem(500)
    return unavailable(request) if is_database_away(error) else server_error(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: the page, or a problem below /api/."""
    return problems.not_found() if problems.is_api(request) else page_not_found(request, exception)


def is_database_away(error: BaseException | None) -> bool:
    """Is the error (or what it came from) a database that cannot be reached, as opposed to one that refused?"""
    while error is not None:
        if isinstance(error, InterfaceError):
            return True
        if isinstance(error, OperationalError):
            state = getattr(error.__cause__, "pgcode", None)
            return state is None or state.startswith(AWAY)
        error = error.__cause__ or error.__context__
    return False
