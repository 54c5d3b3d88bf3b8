"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.places.views import areas, bringing, lowering, names, sites

urlpatterns: list[URLPattern] = [
    path("places/", areas.places, name="places"),
    path("places/import/", bringing.places_import, name="places-import"),
    path("places/names/", names.place_names, name="place-names"),
    path("places/<str:ref>/", areas.place, name="place"),
    path("sites/", sites.sites, name="sites"),
    path("sites/new/", sites.site_add, name="site-add"),
    path("sites/<str:ref>/", sites.site, name="site"),
    path("sites/<str:ref>/lower/", lowering.lower, name="site-lower"),
    path("sites/<str:ref>/lower/review/", lowering.review, name="site-lower-review"),
    path("sites/<str:ref>/amend/", sites.site_amend, name="site-amend"),
    path("population-groups/", sites.population_groups, name="population-groups"),
    path("population-groups/new/", sites.population_group_add, name="population-group-add"),
    path(
        "population-groups/<str:ref>/amend/",
        sites.population_group_amend,
        name="population-group-amend",
    ),
]
