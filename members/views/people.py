from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.generic import FormView

from members import forms


class EditProfile(LoginRequiredMixin, FormView):
    """One page for what a person says about themselves; goes back to where they came from."""

    form_class = forms.ProfileForm
    template_name = "members/profile.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            organisations=forms.organisations_to_choose_from(), next=self.next_url(), **kwargs
        )

    def next_url(self) -> str:
        """Where the person was sent from, if that is on this site."""
        address = self.request.POST.get("next") or self.request.GET.get("next") or ""
        here = {self.request.get_host()}
        safe = url_has_allowed_host_and_scheme(address, here, self.request.is_secure())
        return address if safe else ""

    def form_valid(self, form):
        profile = form.save()
        language = profile.user.language
        with override(language):
            messages.success(self.request, _("Your profile is saved."))
        here = translate_url(reverse("members:profile"), language)
        return redirect(self.next_url() or here)
