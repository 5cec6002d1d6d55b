from django.views.generic import ListView


class PagedList(ListView):
    """A public list by pages of thirty."""

    paginate_by = 30

    def paginate_queryset(self, queryset, page_size):
        """A page that does not exist, or is no number, is the nearest one that does."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get("page"))
        return paginator, page, page.object_list, page.has_other_pages()


class FilteredList(PagedList):
    """A paged list with filters and chips; `self.filter` is set by `get_queryset`."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(filter=self.filter, chips=self.filter.chips(), **kwargs)
