from django.template.response import TemplateResponse

from hubportal.workflow.admin import VerbAdmin


class OverableAdmin(VerbAdmin):
    """A verb that has become impossible while its page was open says so, without the form."""

    verb_form_template = "admin/funding/verb_form.html"

    def verb_view(self, request, object_id, verb):
        response = super().verb_view(request, object_id, verb)
        if isinstance(response, TemplateResponse):
            form = response.context_data["form"]
            response.context_data |= self.beside(form, request.user)
        return response

    def beside(self, form, user) -> dict:
        """What the page of a verb shows besides its form."""
        return {"is_over": not form.offered(form.subject, user)}
