"""The URL map. Each room has its own; the route test walks all of it."""

from django.urls import URLPattern, URLResolver, include, path

from himaya.config import foreign  # noqa: F401 - declares the routes of libraries

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("himaya.web.urls")),
    path("account/", include("allauth.urls")),
    path("", include("himaya.people.urls")),
    path("", include("himaya.places.urls")),
    path("", include("himaya.systems.urls")),
    path("", include("himaya.instruments.urls")),
    path("", include("himaya.datasets.urls")),
    path("", include("himaya.records.urls")),
    path("", include("himaya.collect.urls")),
]
