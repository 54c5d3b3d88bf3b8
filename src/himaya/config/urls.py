"""The URL map. Each room has its own; the route test walks all of it."""

from django.urls import URLPattern, URLResolver, include, path

from himaya.config import foreign  # noqa: F401 - declares the routes of libraries
from himaya.config.api import PREFIX, api_urls, openapi

handler400 = "himaya.config.errors.bad_request"
handler404 = "himaya.config.errors.not_found"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{PREFIX}openapi.json", openapi, name="openapi"),
    path(PREFIX, include((api_urls(), "api"))),
    path("", include("himaya.web.urls")),
    path("account/", include("allauth.urls")),
    path("", include("himaya.people.urls")),
    path("", include("himaya.places.urls")),
    path("", include("himaya.search.urls")),
    path("", include("himaya.systems.urls")),
    path("", include("himaya.instruments.urls")),
    path("", include("himaya.datasets.urls")),
    path("", include("himaya.releases.urls")),
    path("", include("himaya.records.urls")),
    path("", include("himaya.library.urls")),
    path("", include("himaya.collect.urls")),
    path("", include("himaya.themes.urls")),
    path("", include("himaya.profiles.workplans.urls")),
    path("", include("himaya.profiles.coordination.contacts.urls")),
    path("", include("himaya.profiles.coordination.assessments.urls")),
    path("", include("himaya.profiles.coordination.landscape.urls")),
    path("", include("himaya.profiles.coordination.meetings.urls")),
    path("", include("himaya.profiles.coordination.memory.urls")),
    path("", include("himaya.profiles.coordination.response.urls")),
    path("", include("himaya.profiles.coordination.indicators.urls")),
    path("", include("himaya.profiles.categories.monitoring.urls")),
    path("", include("himaya.profiles.categories.population.urls")),
]
