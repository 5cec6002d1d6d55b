from django.urls import path

from funding import views

app_name = "funding"
urlpatterns = [
    path("funding/", views.CallList.as_view(), name="calls"),
    path("funding/<slug:slug>/", views.CallDetail.as_view(), name="call"),
    path("funding/<slug:slug>/apply/", views.apply, name="apply"),
    path("applications/<slug:reference>/", views.ApplicationDetail.as_view(), name="application"),
    path("applications/<slug:reference>/check/", views.Check.as_view(), name="check"),
    path("applications/<slug:reference>/submit/", views.submit, name="submit"),
    path("applications/<slug:reference>/submitted/", views.Submitted.as_view(), name="submitted"),
    path("applications/<slug:reference>/withdraw/", views.withdraw, name="withdraw"),
    path("applications/<slug:reference>/reply/", views.Reply.as_view(), name="reply"),
    path(
        "applications/<slug:reference>/<slug:section>/", views.EditSection.as_view(), name="section"
    ),
]
