from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("me/profile/", views.EditProfile.as_view(), name="profile"),
]
