from django.urls import path

from events import feeds, views

app_name = "events"

urlpatterns = [
    path("events/", views.EventList.as_view(), name="list"),
    path("events/feed.ics", feeds.feed_ics, name="feed_ics"),
    path("events/feed.atom", feeds.feed_atom, name="feed_atom"),
    path("events/<slug:slug>.ics", feeds.event_ics, name="ics"),
    path("events/<slug:slug>/", views.EventDetail.as_view(), name="detail"),
    path("events/<slug:slug>/register/", views.register, name="register"),
    path("events/<slug:slug>/cancel/", views.cancel, name="cancel"),
    path("registrations/<str:token>/", views.place, name="place"),
    path("registrations/<str:token>/cancel/", views.leave, name="leave"),
    path("registrations/<str:token>/take/", views.take, name="take"),
    path("registrations/<str:token>/quiet/", views.quiet, name="quiet"),
    path("me/calendar/<str:token>.ics", feeds.calendar, name="calendar"),
]
