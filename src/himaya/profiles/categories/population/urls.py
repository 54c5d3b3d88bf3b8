"""Addresses of population figures."""

from django.urls import URLPattern, path

from himaya.profiles.categories.population import views

urlpatterns: list[URLPattern] = [
    path("population-figures/<str:ref>/", views.sources_page, name="population-figure"),
]
