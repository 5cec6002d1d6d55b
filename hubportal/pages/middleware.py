from django.conf import settings
from django.middleware.http import ConditionalGetMiddleware
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers


class PublicCacheMiddleware(ConditionalGetMiddleware):
    """Lets any cache keep what a stranger sees; keeps everything else out of all caches.

    A stranger's page is one asked for without a session and answered without a cookie. Pages
    vary on the cookie, so that a cache never hands it to somebody who is signed in. Browsers ask
    again each time (and mostly hear 304), so that nobody reads of a place that is gone.
    """

    seconds_in_a_proxy = 60

    def process_response(self, request, response):
        if response.has_header("Cache-Control"):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Cookie",))
        if self.is_for_everybody(request, response):
            patch_cache_control(response, public=True, max_age=0, s_maxage=self.seconds_in_a_proxy)
            return super().process_response(request, response)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def is_for_everybody(self, request, response) -> bool:
        stranger = settings.SESSION_COOKIE_NAME not in request.COOKIES
        return (
            stranger
            and request.method in {"GET", "HEAD"}
            # 304 tells a cache to keep what it has, and under these headers
            and response.status_code in {200, 304}
            and not response.cookies
        )


class MethodNotAllowedMiddleware:
    """A page in house style for a person whose browser sent a form to, or opened, the wrong end."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class PathLocaleMiddleware:
    """The address alone decides the language, so that each language can be linked and cached."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class TimeZoneMiddleware:
    """Shows moments in the time zone that the signed-in person lives in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        zone = getattr(request.user, "time_zone", settings.TIME_ZONE)
        with timezone.override(zone):
            return self.get_response(request)
