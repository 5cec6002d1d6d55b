from allauth.core import ratelimit
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView
from django.views.generic.detail import SingleObjectMixin

from hubportal.workflow.moves import Refused
from hubs import forms, rules, services
from hubs.models import Hub, Organisation


class OfHub(SingleObjectMixin):
    """Pages about writing to a hub; no search engine needs them."""

    context_object_name = "hub"

    def get_queryset(self):
        return Hub.objects.visible_to(self.request.user)

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response


class Contact(OfHub, FormView):
    """Write to a hub without seeing its address, or somebody's there."""

    template_name = "hubs/contact.html"
    form_class = forms.WriteToHub

    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        person, initial = self.request.user, self._whom()
        if not person.is_authenticated:
            return initial
        return initial | {"name": person.get_full_name(), "email": person.email}

    def _whom(self) -> dict:
        """The first words where somebody comes from the page of an organisation."""
        slug = self.request.GET.get("organisation")
        known = Organisation.objects.visible_to(self.request.user).filter(slug=slug)
        organisation = known.first() if slug else None
        words = _("I would like to be introduced to %(organisation)s because ")
        return {"message": words % {"organisation": organisation}} if organisation else {}

    def get_context_data(self, **kwargs):
        refusal = next(rules.reasons_not_to_write(self.object), "")
        return super().get_context_data(refusal=refusal, **kwargs)

    def form_valid(self, form):
        if form.by_a_machine():
            return redirect("hubs:contact_sent", self.object.slug)
        if not ratelimit.consume(self.request, action="write_to_hub"):
            return render(self.request, "429.html", status=429)
        try:
            services.write_to(self.object, **form.letter())
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
            return self.form_invalid(form)
        return redirect("hubs:contact_sent", self.object.slug)


class ContactSent(OfHub, DetailView):
    """The message is on its way, and what happens next."""

    template_name = "hubs/contact_sent.html"
