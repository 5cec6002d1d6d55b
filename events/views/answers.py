"""What I told the event about myself, changed by the link from a letter; it sets no cookie.

Letters are forwarded, so the link alone shows and takes nothing about needs: for these one signs in
as the person. No other site can send such a form for them: session cookies are `SameSite=Lax`.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from events import rules, services
from events.forms import NEEDS, AnswersForm, Consents
from events.models import Needs, Registration
from events.views.places import PAGE, by_token
from hubportal.workflow.moves import Refused

# What may be sent whenever it is, by the name of its box.
ALWAYS = {*Consents.Meta.fields, "csrfmiddlewaretoken"}


@require_http_methods(PAGE)
@by_token(afterwards=True)
def answers(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Everything until the event starts; who sees me, at any time."""
    now = timezone.now()
    reasons = list(rules.reasons_not_to_answer(registration, now=now))
    all_of_it, own = not reasons, _own(request, registration)
    # the page was opened by the person themselves, and their session ended since
    signed_out = not own and _has_needs(request)
    form = (
        _form(request, registration, with_needs=own or signed_out, signed_out=signed_out)
        if all_of_it
        else _consents(request, registration)
    )
    typed = None if all_of_it else _typed_too_late(request, registration)
    if request.method == "POST" and form.is_valid():
        try:
            _keep(registration, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if typed is None:
                return redirect(f"{request.path}?kept=1")
    context = {
        "registration": registration,
        "event": registration.event,
        "form": form,
        "affiliation": registration.affiliation,
        "all_of_it": all_of_it,
        "reasons": reasons,
        "typed": typed,
        "with_needs": own or signed_out,
        "late": rules.needs_are_late(registration.event, now=now),
        "kept": request.method != "POST" and "kept" in request.GET,
    }
    return render(request, "events/answers.html", context, status=409 if typed else 200)


def _own(request, registration: Registration) -> bool:
    """Whether the person themselves is signed in."""
    return request.user == registration.person


def _has_needs(request) -> bool:
    """Whether a page with needs was sent, filled in or not."""
    return not request.POST.keys().isdisjoint(NEEDS)


def _form(
    request, registration: Registration, *, with_needs: bool, bound=True, **how
) -> AnswersForm:
    """Nobody but the person themselves reads what needs are kept, `with_needs` or not."""
    held = Needs.objects.filter(registration=registration)
    return AnswersForm(
        request.POST if bound and request.method == "POST" else None,
        instance=registration,
        event=registration.event,
        person=registration.person,
        with_needs=with_needs,
        needs=held.first() if with_needs and _own(request, registration) else None,
        answers=registration.answers.exclude(question=None),
        **how,
    )


def _typed_too_late(request, registration: Registration) -> AnswersForm | None:
    """What somebody changed on a page that was opened in time, to be read: it is not kept.

    None where they changed nothing but what can be changed at any time.
    """
    if not request.POST.keys() - ALWAYS:
        return None
    with_needs = _has_needs(request)
    sent = _form(request, registration, with_needs=with_needs)
    if ALWAYS.issuperset(sent.changed_data):
        return None
    late = _form(request, registration, with_needs=with_needs, bound=False)
    late.initial |= {name: sent[name].data for name in sent.fields}
    return late


def _consents(request, registration: Registration) -> Consents:
    data = request.POST if request.method == "POST" else None
    return Consents(data, instance=registration, event=registration.event)


def _keep(registration: Registration, form: Consents) -> None:
    by = registration.person
    if not isinstance(form, AnswersForm):
        services.change_consents(registration, by=by, details=form.details())
        return
    services.change_answers(
        registration, by=by, details=form.details(), answers=form.given(), needs=form.needs()
    )
    if form.cleaned_data.get("write_in_welsh"):
        services.write_in(rules.WELSH, to=by)
