from django.core.paginator import Paginator
from django.utils import timezone
from django.views.generic import TemplateView

from hubportal.pages.search.hits import did_you_mean, find
from hubportal.pages.search.words import asked

PER_PAGE = 20


class Search(TemplateView):
    """One box over everything that this person may see."""

    template_name = "pages/search.html"

    def get_context_data(self, **kwargs):
        question = asked(self.request.GET.get("q", ""))
        context = super().get_context_data(question=question, **kwargs)
        return context | self._found(question) if question else context

    def _found(self, question) -> dict:
        only = self.request.GET.get("kind", "")
        hits = find(question, user=self.request.user, now=timezone.now(), only=only)
        page = Paginator(hits, PER_PAGE).get_page(self.request.GET.get("page"))
        shown = list(page)
        everything = sum(found.number for found in hits.kinds)
        return {
            "hits": hits,
            "shown": shown,
            "page_obj": page,
            "everything": everything,
            "more": any(found.more for found in hits.kinds),
            "meant": did_you_mean(question, hits, shown),
        }
