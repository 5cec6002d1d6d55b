from django.urls import path

from hubs import feeds, views

app_name = "hubs"
urlpatterns = [
    path("governance/", views.BodyList.as_view(), name="bodies"),
    path("governance/<slug:slug>/", views.BodyDetail.as_view(), name="body"),
    path("exchanges/", views.ExchangeList.as_view(), name="exchanges"),
    path("exchanges/<slug:slug>/", views.ExchangeDetail.as_view(), name="exchange"),
    path("hubs/", views.HubList.as_view(), name="list"),
    path("hubs/<slug:slug>/", views.HubDetail.as_view(), name="detail"),
    path("hubs/<slug:slug>/contact/", views.Contact.as_view(), name="contact"),
    path("hubs/<slug:slug>/contact/sent/", views.ContactSent.as_view(), name="contact_sent"),
    path("programmes/<slug:slug>/", views.ProgrammeDetail.as_view(), name="programme"),
    path("themes/<slug:slug>/", views.ThemeDetail.as_view(), name="theme"),
    path("policies/<slug:slug>/", views.PolicyDetail.as_view(), name="policy"),
    path("barriers/", views.Evidence.as_view(), name="evidence"),
    path("organisations/", views.OrganisationList.as_view(), name="organisations"),
    path("organisations/<slug:slug>/", views.OrganisationDetail.as_view(), name="organisation"),
    path("agreements/", views.AgreementList.as_view(), name="agreements"),
    path("agreements/<slug:slug>/", views.AgreementDetail.as_view(), name="agreement"),
    path("recognitions/", views.RecognitionList.as_view(), name="recognitions"),
    path("recognitions/<slug:slug>/", views.RecognitionDetail.as_view(), name="recognition"),
    path("pictures/<str:public_id>/", views.picture, name="picture"),
    path("stories/", views.StoryList.as_view(), name="stories"),
    path("stories/feed.atom", feeds.stories_feed, name="stories_feed"),
    path("stories/<slug:slug>/", views.StoryDetail.as_view(), name="story"),
    path("opportunities/", views.OpportunityList.as_view(), name="opportunities"),
    path("opportunities/<slug:slug>.ics", feeds.opportunity_ics, name="opportunity_ics"),
    path("opportunities/<slug:slug>/", views.OpportunityDetail.as_view(), name="opportunity"),
    path("resources/", views.ResourceList.as_view(), name="resources"),
    path("resources/<slug:slug>/", views.ResourceDetail.as_view(), name="resource"),
    path("glossary/", views.Glossary.as_view(), name="glossary"),
    path("features/", views.FeatureList.as_view(), name="features"),
    path("features/feed.atom", feeds.features_feed, name="features_feed"),
    path("features/answer/<str:token>/", views.feature_answer, name="feature_answer"),
    path("features/<slug:slug>/", views.FeatureDetail.as_view(), name="feature"),
]
