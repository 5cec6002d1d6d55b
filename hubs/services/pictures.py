from django.db import transaction

from hubportal.uploads import services as uploads
from hubportal.uploads.content import PICTURES
from hubs.models import Picture


@transaction.atomic
def keep_picture(picture: Picture, *, file=None, by) -> Picture:
    """Saves a picture, new or changed; `file` takes the place of the one it has.

    Raises `ValidationError` where the file is no PNG or JPEG, too large or damaged. The old file
    is gone afterwards; pages name the new one by another address.
    """
    old = None
    if file:
        if picture.pk:
            old = Picture.objects.select_for_update().get(pk=picture.pk).upload
        checked = uploads.check(file, kinds=PICTURES)
        picture.upload = uploads.keep(checked, kinds=PICTURES)
        picture.width, picture.height = checked.width, checked.height
        picture.digest = picture.upload.digest
    picture.save()
    if old:
        uploads.discard(old)
    return picture
