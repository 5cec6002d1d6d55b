from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "hubportal.pages"
    label = "pages"
