"""What a form is bound to."""

from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The posted fields, also when every box was left empty; None for a page that is only looked at."""
    return request.POST if request.method == "POST" else None
