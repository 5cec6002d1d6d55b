from django.contrib import admin

from hubportal.workflow.admin import VerbAdmin
from members.forms import AcceptClaim, EndEditor, RefuseClaim
from members.models import Claim, Editor


@admin.register(Claim)
class ClaimAdmin(VerbAdmin):
    """Members ask to look after an organisation's page; staff say yes or no."""

    verbs = {"accept": AcceptClaim, "refuse": RefuseClaim}
    list_display = ["organisation", "user", "address", "status", "created_at"]
    list_filter = ["status"]
    list_select_related = ["organisation", "user"]
    search_fields = ["user__name", "address", "organisation__slug"]
    ordering = ["-created_at", "-pk"]
    fields = ["organisation", "user", "address", "message", "created_at"]


@admin.register(Editor)
class EditorAdmin(VerbAdmin):
    """Who looks after which page; ended ones stay as history."""

    verbs = {"end": EndEditor}
    list_display = ["organisation", "user", "since", "until"]
    list_filter = [("until", admin.EmptyFieldListFilter)]
    list_select_related = ["organisation", "user"]
    search_fields = ["user__name", "organisation__slug"]
    ordering = ["-since", "-pk"]
    fields = ["organisation", "user", "since", "until"]
