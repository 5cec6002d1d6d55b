"""A staff site of the tests' own: verbs on hubs, whatever the real staff site offers."""

from django import forms
from django.contrib import admin
from django.urls import path

from hubportal.urls import urlpatterns as real_urls
from hubportal.workflow.admin import ScopedAdmin, VerbAdmin, VerbMixin
from hubportal.workflow.forms import VerbForm
from hubportal.workflow.moves import move
from hubs.models import Hub, Organisation, Tie


class CloseForm(VerbForm):
    title = "Close for good"
    permission = "hubs.change_hub"
    success = "The hub is closed."
    bulk = True

    reason = forms.CharField(max_length=200)

    @classmethod
    def offered(cls, subject, by):
        return subject.status != Hub.Status.PLANNED

    def apply(self, subject, *, by):
        move(subject, Hub.Status.CLOSED, by=by, note=self.cleaned_data["reason"])


class RenameForm(VerbForm):
    title = "Rename"
    permission = "hubs.rename_hub"


site = admin.AdminSite(name="desk")


@admin.register(Hub, site=site)
class HubDesk(VerbAdmin):
    verbs = {"close": CloseForm, "rename": RenameForm}
    list_display = ["slug", "status"]
    fields = ["slug", "status"]
    ordering = ["pk"]


@admin.register(Organisation, site=site)
class OrganisationDesk(VerbMixin, ScopedAdmin):
    fields = ["name", "slug"]
    search_fields = ["name"]
    ordering = ["pk"]


@admin.register(Tie, site=site)
class TieDesk(ScopedAdmin):
    list_filter = ["hub", "kind"]
    fields = ["organisation", "hub", "kind"]
    autocomplete_fields = ["organisation"]


urlpatterns = [path("desk/", site.urls), *real_urls]
