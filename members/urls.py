from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("me/profile/", views.EditProfile.as_view(), name="profile"),
    path("organisations/<slug:slug>/claim/", views.ClaimOrganisation.as_view(), name="claim"),
    path("organisations/<slug:slug>/claim/withdraw/", views.withdraw_claim, name="withdraw_claim"),
    path(
        "organisations/<slug:slug>/edit/",
        views.EditOrganisation.as_view(),
        name="edit_organisation",
    ),
    path("organisations/<slug:slug>/editors/", views.Editors.as_view(), name="editors"),
    path(
        "organisations/<slug:slug>/editors/leave/", views.leave_organisation, name="leave_editors"
    ),
    path("opportunities/<slug:slug>/save/", views.save, name="save"),
    path("opportunities/<slug:slug>/forget/", views.forget, name="forget"),
    path("saved/<str:token>/quiet/", views.quiet_saved, name="quiet_saved"),
]
