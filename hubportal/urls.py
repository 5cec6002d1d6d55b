from allauth.account.decorators import reauthentication_required, secure_admin_login
from allauth.account.views import password_set
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from hubportal.accounts_again import reauthenticate_by_code
from hubportal.pages import health, queue, views
from hubportal.pages.search import Search
from hubportal.pages.sitemap import sitemap_xml

admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("sitemap.xml", sitemap_xml, name="sitemap_xml"),
    *i18n_patterns(
        path("", views.Home.as_view(), name="home"),
        path("accessibility/", views.Accessibility.as_view(), name="accessibility"),
        path("privacy/", views.Privacy.as_view(), name="privacy"),
        path("contact/", views.Contact.as_view(), name="contact"),
        path("search/", Search.as_view(), name="search"),
        path("me/", views.Me.as_view(), name="me"),
        path("", include("hubs.urls")),
        path("", include("members.urls")),
        path("", include("events.urls")),
        path("", include("funding.urls")),
        # allauth asks again before a password is changed, not before a first one is set
        path(
            "accounts/password/set/",
            login_required(reauthentication_required(password_set)),
            name="account_set_password",
        ),
        path(
            "accounts/reauthenticate/code/",
            reauthenticate_by_code,
            name="account_reauthenticate_by_code",
        ),
        path("accounts/", include("allauth.urls")),
        # Django's shortcut leads any staff to any record, whosever it is.
        path("admin/r/<path:record>", views.nowhere),
        path("admin/queue/", admin.site.admin_view(queue.staff_queue), name="staff_queue"),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
