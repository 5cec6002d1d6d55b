from django.db import models

from funding.models import Application


def lock(obj: models.Model) -> None:
    """Holds the row until the transaction ends, and brings `obj` up to date with it."""
    obj.refresh_from_db(from_queryset=type(obj)._base_manager.select_for_update())


def lock_whole(application: Application) -> None:
    """The same, with everything that its form shows."""
    rows = Application.objects.whole().select_for_update(of=("self",))
    application.refresh_from_db(from_queryset=rows)
