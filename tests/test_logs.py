import json
import logging
import sys

import pytest
from django.http import Http404, HttpResponse
from django.urls import resolve

from hubportal.logs import JSONFormatter, RequestIdMiddleware, request_id


def logged(record_or_message, *args, **extra):
    record = record_or_message
    if isinstance(record, str):
        record = logging.makeLogRecord(
            {"name": "hubportal", "levelname": "INFO", "msg": record, "args": args, **extra}
        )
    text = JSONFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


def ask(rf, path="/healthz", get_response=lambda _request: HttpResponse(), **headers):
    request = rf.get(path, headers=headers)
    return RequestIdMiddleware(get_response)(request)


def test_each_request_gets_an_id_of_its_own(rf):
    first, second = ask(rf)["X-Request-ID"], ask(rf)["X-Request-ID"]
    assert len(first) == len(second) == 32
    assert first != second


def test_a_proxys_id_is_kept(rf):
    assert ask(rf, **{"X-Request-ID": "edge-7f3a2b1c"})["X-Request-ID"] == "edge-7f3a2b1c"


@pytest.mark.parametrize(
    "forged", ["short", "x" * 65, 'a" injected="1', "line\\nbreak-in", "é" * 9]
)
def test_an_id_that_could_forge_a_line_is_replaced(rf, forged):
    assert ask(rf, **{"X-Request-ID": forged})["X-Request-ID"] != forged


def test_lines_of_one_request_share_its_id_and_the_next_has_another(rf):
    seen = []

    def get_response(_request):
        seen.append(logged("working")["request"])
        return HttpResponse()

    answer = ask(rf, get_response=get_response)
    assert seen == [answer["X-Request-ID"]]
    assert request_id.get() == ""
    assert "request" not in logged("between requests")


def test_the_access_log_names_the_route_and_keeps_tokens_and_queries_out(rf, caplog):
    secret = "0f9b6c1e-not-for-the-log"

    def get_response(request):
        request.resolver_match = resolve("/healthz")
        request.resolver_match.route = "sign-off/<str:token>/"
        request._cached_user = type("Person", (), {"pk": 7, "email": "ann@example.org"})()
        return HttpResponse(status=201)

    with caplog.at_level("INFO", logger="hubportal.access"):
        ask(rf, f"/sign-off/{secret}/?code={secret}", get_response)
    line = logged(caplog.records[-1])
    assert line["message"] == "GET /sign-off/<str:token>/"
    assert (line["status"], line["user"]) == (201, 7)
    assert line["milliseconds"] >= 0
    assert secret not in json.dumps(line)
    assert "ann@" not in json.dumps(line)


def test_a_line_of_django_after_the_answer_still_has_the_requests_id(rf):
    request = rf.get("/nowhere/")
    RequestIdMiddleware(lambda _request: HttpResponse(status=404))(request)
    line = logged("Not Found: %s", request.path, request=request)
    assert line["request"] == request.id


def test_files_and_probes_that_succeed_do_not_fill_the_log(rf, caplog):
    with caplog.at_level("INFO", logger="hubportal.access"):
        ask(rf, "/healthz")
        ask(rf, "/static/css/site.css")
        assert not caplog.records
        ask(rf, "/readyz", lambda _request: HttpResponse(status=503))
        ask(rf, "/static/gone.css", lambda _request: HttpResponse(status=404))
    assert len(caplog.records) == 2


def test_an_address_in_another_loggers_message_becomes_its_route(rf):
    request = rf.get("/no/such/page/?token=secret")
    line = logged("Not Found: %s", request.get_full_path(), request=request, status_code=404)
    assert line["message"] == "Not Found: (no route)"


def test_a_line_end_in_a_value_stays_inside_its_line():
    line = logged("hello %s", 'x\n{"level": "CRITICAL", "message": "forged"}')
    assert line["level"] == "INFO"


def test_errors_are_told_without_what_people_typed():
    try:
        raise Http404(
            "duplicate key\nDETAIL:  Key (email)=(ann@example.org) exists.\nSo ann@example.org"
        )
    except Http404:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "broke", (), exc_info=sys.exc_info()
        )
    text = json.dumps(logged(record))
    assert "test_errors_are_told" in text
    assert "Http404" in text
    assert "ann@" not in text
    assert "Key (email)" not in text
