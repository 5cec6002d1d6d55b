from django import forms


class VerbForm(forms.Form):
    """One thing staff can do to a record: title, permission, fields and one service call.

    `permission` is "app_label.codename"; `success` is the message shown when it is done.
    `bulk = True` offers it for a selection as well, with the same fields for all.
    """

    title = ""
    permission = ""
    bulk = False
    success = ""

    def __init__(self, *args, subject=None, by=None, **kwargs):
        """`subject` is None on the page for a selection."""
        self.subject, self.by = subject, by
        super().__init__(*args, **kwargs)

    @classmethod
    def offered(cls, subject, by) -> bool:
        """Whether it makes sense for this record now; the service still decides."""
        return True

    def apply(self, subject, *, by) -> None:
        """Calls the service with the cleaned data; its `Refused` is shown on the form."""
        raise NotImplementedError
