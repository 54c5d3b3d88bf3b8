"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.places import views

urlpatterns: list[URLPattern] = [
    path("places/", views.places, name="places"),
    path("places/import/", views.places_import, name="places-import"),
    path("places/<str:ref>/", views.place, name="place"),
    path("sites/", views.sites, name="sites"),
    path("sites/new/", views.site_add, name="site-add"),
    path("sites/<str:ref>/", views.site, name="site"),
    path("sites/<str:ref>/amend/", views.site_amend, name="site-amend"),
    path("population-groups/", views.population_groups, name="population-groups"),
    path("population-groups/new/", views.population_group_add, name="population-group-add"),
    path(
        "population-groups/<str:ref>/amend/",
        views.population_group_amend,
        name="population-group-amend",
    ),
]
