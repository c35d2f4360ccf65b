"""The OpenAPI document: as written down, and honest: whatever is sent, nothing breaks, nothing undocumented comes."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from conftest import examples
from sapa_center import api
from sapa_center.management.commands.write_api_document import PATH
from tests.api.caller import make_token
from tests.dossiers.world import World
from tests.dossiers_staff.desk import enclose

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def test_the_document_in_docs_says_what_the_code_says() -> None:
    assert PATH.read_text(encoding="utf-8") == api.as_text(), "run manage.py write_api_document"


OPERATIONS = sorted(
    (method.upper(), path)
    for path, methods in api.document()["paths"].items()
    for method in methods
    if method in {"get", "post", "patch", "delete"}
)


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Requests in this process stay in the transaction of the test, as they do with Django's own test client."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.full
@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part)
def test_whatever_is_sent_the_answer_is_documented(method: str, path: str, account: User, world: World) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    operation = schema[path][method]
    headers = {"Authorization": f"Bearer {make_token(account)[1]}"}
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        ask_often(operation.as_strategy(generation_mode=mode), headers)
    known = {name: value for name, value in what_is_there(account, world).items() if f"{{{name}}}" in path}
    if known:
        ask_often(operation.as_strategy(path_parameters=known), headers)


def ask_often(cases: Any, headers: dict[str, str]) -> None:
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

    @given(case=cases)
    @settings(max_examples=examples(8, full=300), deadline=None, suppress_health_check=quiet, database=None)
    def ask(case: Any) -> None:
        case.validate_response(case.call(headers=headers), checks=CHECKS)

    ask()


def what_is_there(account: User, world: World) -> dict[str, Any]:
    """Path parameters that lead to something, so that what lies behind them is asked too."""
    dossier = world.processing()
    filing = world.filing(account=account)
    filing.answers = {"language": "vi"}
    filing.save()
    code = world.versions["days"].procedure.code
    return {"ref": dossier.code, "key": str(filing.key), "code": code, "paper_id": enclose(dossier).pk}
