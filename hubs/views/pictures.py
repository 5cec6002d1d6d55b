from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from hubportal.uploads.serving import serve
from hubs.models import Picture


@require_safe
def picture(request, public_id):
    """The file of a picture: for everybody where it stands in something public.

    `?key=` shows it to an interviewee who is asked to approve it.
    """
    if key := request.GET.get("key"):
        found = get_object_or_404(Picture.objects.select_related("upload"), public_id=public_id)
        if found.is_shown_by(key):
            return serve(found.upload, public=False)
    pictures = Picture.objects.visible_to(request.user).select_related("upload")
    found = get_object_or_404(pictures, public_id=public_id)
    public = not request.user.is_staff or Picture.objects.public().filter(pk=found.pk).exists()
    newest = request.GET.get("v") == found.version
    return serve(found.upload, public=public, lasting=newest)
