from django.urls import path

from hubs import views

app_name = "hubs"
urlpatterns = [
    path("hubs/", views.HubList.as_view(), name="list"),
    path("hubs/<slug:slug>/", views.HubDetail.as_view(), name="detail"),
    path("organisations/", views.OrganisationList.as_view(), name="organisations"),
    path("organisations/<slug:slug>/", views.OrganisationDetail.as_view(), name="organisation"),
]
