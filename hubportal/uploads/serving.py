"""How a kept file leaves: as what it is, and as nothing else."""

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

from hubportal.uploads.models import Upload

AN_HOUR, FIVE_MINUTES = 3_600, 300
# Consent that is taken back, or a page that is withdrawn, takes the picture along, and no cache
# between us and others may go on showing it: as long as pages, and no longer. Whoever has seen it
# may keep their own copy for a while.
SHARED = 60
# A file opened by itself runs nothing, loads nothing and is framed nowhere.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def serve(upload: Upload, *, public: bool = False, lasting: bool = False) -> HttpResponse:
    """The file as a response: pictures are shown, everything else is saved.

    `public`: any cache may keep it for a minute, a browser for longer, most so when `lasting`:
    where its address changes with its content. Otherwise nobody keeps it. The name goes out as
    RFC 6266 says, Welsh letters and all.
    """
    picture = upload.content_type.startswith("image/")
    response = HttpResponse(bytes(upload.content), content_type=upload.content_type)
    response.headers["Content-Disposition"] = content_disposition_header(not picture, upload.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-site" if public else "same-origin"
    if public:
        response.headers["ETag"] = f'"{upload.digest}"'
        own = AN_HOUR if lasting else FIVE_MINUTES
        patch_cache_control(response, public=True, max_age=own, s_maxage=SHARED)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
