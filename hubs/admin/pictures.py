from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from hubportal.workflow.admin import ScopedAdmin
from hubportal.workflow.translated import MissingIn
from hubs import services
from hubs.admin.publishing import OwnHub
from hubs.forms import PictureForm
from hubs.models import Picture


@admin.register(Picture)
class PictureAdmin(OwnHub, ScopedAdmin):
    """Photographs of a hub, chosen by name in its stories and features."""

    form = PictureForm
    list_display = ["alt", "shown_small", "hub", "credit", "rights"]
    list_filter = ["hub", "rights", MissingIn]
    list_select_related = ["hub"]
    search_fields = ["credit"]
    ordering = ["-pk"]
    fields = ["hub", "shown", "file", "alt", "caption", "credit", "rights"]
    readonly_fields = ["shown"]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return fields if obj else [name for name in fields if name != "shown"]

    def save_model(self, request, obj, form, change):
        services.keep_picture(obj, file=form.cleaned_data.get("file"), by=request.user)

    @admin.display(description=_("picture"))
    def shown(self, picture):
        return self._image(picture, 320)

    @admin.display(description=_("picture"))
    def shown_small(self, picture):
        return self._image(picture, 80)

    def _image(self, picture, width: int):
        height = round(width * picture.height / picture.width) if picture.width else width
        return format_html(
            '<img src="{}" alt="" width="{}" height="{}" loading="lazy">',
            *(picture.get_absolute_url(), width, height),
        )
