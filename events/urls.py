from django.urls import path

from events import feeds, views

app_name = "events"

urlpatterns = [
    path("events/", views.EventList.as_view(), name="list"),
    path("events/feed.ics", feeds.feed_ics, name="feed_ics"),
    path("events/feed.atom", feeds.feed_atom, name="feed_atom"),
    path("events/feed.json", feeds.feed_json, name="feed_json"),
    path("events/schema.json", feeds.schema, name="schema"),
    path("events/series/<slug:slug>/", views.SeriesDetail.as_view(), name="series"),
    path("events/<slug:slug>/materials/<int:pk>/", views.material, name="material"),
    path("events/<slug:slug>.json", feeds.event_json, name="event_json"),
    path("events/<slug:slug>.ics", feeds.event_ics, name="ics"),
    path("events/<slug:slug>/", views.EventDetail.as_view(), name="detail"),
    path("events/<slug:slug>/join/", views.join, name="join"),
    path("events/<slug:slug>/door/", views.door, name="door"),
    path("events/<slug:slug>/door/scans/", views.scans, name="scans"),
    path("check-in/<str:token>/", views.check_in, name="check_in"),
    path("events/<slug:slug>/people/", views.People.as_view(), name="people"),
    path("events/<slug:slug>/register/", views.register, name="register"),
    path("events/<slug:slug>/cancel/", views.cancel, name="cancel"),
    path("registrations/<str:token>/", views.place, name="place"),
    path("registrations/<str:token>/answers/", views.answers, name="answers"),
    path("registrations/<str:token>/join/", views.join_by_link, name="join_by_link"),
    path("registrations/<str:token>/qr.png", views.qr, name="qr"),
    path("registrations/<str:token>/cancel/", views.cancel_by_link, name="cancel_by_link"),
    path("registrations/<str:token>/take/", views.take, name="take"),
    path("registrations/<str:token>/switch/", views.switch, name="switch"),
    path("registrations/<str:token>/pass-on/", views.pass_on, name="pass_on"),
    path("registrations/<str:token>/quiet/", views.quiet, name="quiet"),
    path("registrations/<str:token>/listed/", views.listed, name="listed"),
    path("registrations/<str:token>/certificate/", views.certificate_of, name="certificate_of"),
    path("registrations/<str:token>/survey/", views.survey, name="survey"),
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/<str:code>/", views.certificate, name="certificate"),
    path("me/calendar/", views.my_calendar, name="my_calendar"),
    path("me/calendar/renew/", views.renew_calendar, name="renew_calendar"),
    path("me/calendar/<str:key>.ics", feeds.calendar, name="calendar"),
]
