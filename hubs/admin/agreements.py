from django.contrib import admin
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hubportal.uploads.serving import serve
from hubportal.workflow.admin import Scoped
from hubs.admin.publishing import PublishedAdmin
from hubs.forms import AddDocument, AgreementForm, DocumentFormSet, EndAgreement, ReviewAgreement
from hubs.models import Agreement, AgreementDocument, Hub
from hubs.models.agreements import Standing


class Stands(admin.SimpleListFilter):
    """Where it stands, by its dates."""

    title = _("where it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return Standing.choices

    def queryset(self, request, queryset):
        known = self.value() in Standing.values
        return queryset.filter(standing=self.value()) if known else queryset


class DocumentInline(Scoped, admin.TabularInline):
    """Papers are added by a verb, which looks the file through, and taken away here."""

    model = AgreementDocument
    formset = DocumentFormSet
    fields = readonly_fields = ["paper", "added_at"]
    ordering = ["-added_at", "pk"]
    extra = 0

    def get_formset(self, request, obj=None, **kwargs):
        """A class made for this request alone, which says who takes papers away."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.by = request.user
        return formset

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("document"))
    def paper(self, document):
        address = [document.agreement_id, document.pk]
        url = reverse(f"{self.admin_site.name}:hubs_agreement_document", args=address)
        return format_html('<a href="{}">{}</a>', url, document.title)


@admin.register(Agreement)
class AgreementAdmin(PublishedAdmin):
    form = AgreementForm
    inlines = [DocumentInline]
    verbs = {"review": ReviewAgreement, "end": EndAgreement, "add_document": AddDocument}
    list_display = ["__str__", "kind", "hub", "standing", "stands", "review_on", "expires_on"]
    list_filter = [Stands, "kind", *PublishedAdmin.list_filter]
    filter_horizontal = ["hubs", "organisations"]
    readonly_fields = [*PublishedAdmin.readonly_fields, "ended_on"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_standing(today=timezone.localdate())

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Any hub can be party to it; one that is hidden by now stays when it is saved."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if "hubs" in form.base_fields:
            offered = Q(pk__in=Hub.objects.visible_to(request.user).values("pk"))
            if obj:
                offered |= Q(pk__in=obj.hubs.values("pk"))
            form.base_fields["hubs"].queryset = Hub.objects.filter(offered).in_order()
        return form

    def get_urls(self):
        view = self.admin_site.admin_view(self.document)
        address = "<int:object_id>/documents/<int:document_id>/"
        return [path(address, view, name="hubs_agreement_document"), *super().get_urls()]

    def document(self, request, object_id, document_id):
        """The paper itself, to be saved; to all others it does not exist."""
        agreement = self.get_object(request, str(object_id))
        if not agreement or not request.user.has_perm("hubs.view_agreementdocument"):
            raise Http404
        documents = agreement.documents.select_related("upload")
        return serve(get_object_or_404(documents, pk=document_id).upload)

    @admin.display(description=_("where it stands"))
    def stands(self, agreement):
        return agreement.standing_label
