from django.urls import path

from hubs import feeds, views

app_name = "hubs"
urlpatterns = [
    path("hubs/", views.HubList.as_view(), name="list"),
    path("hubs/<slug:slug>/", views.HubDetail.as_view(), name="detail"),
    path("organisations/", views.OrganisationList.as_view(), name="organisations"),
    path("organisations/<slug:slug>/", views.OrganisationDetail.as_view(), name="organisation"),
    path("stories/", views.StoryList.as_view(), name="stories"),
    path("stories/feed.atom", feeds.stories_feed, name="stories_feed"),
    path("stories/<slug:slug>/", views.StoryDetail.as_view(), name="story"),
]
