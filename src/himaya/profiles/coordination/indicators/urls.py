"""Addresses of indicators."""

from django.urls import URLPattern, path

from himaya.profiles.coordination.indicators import views

urlpatterns: list[URLPattern] = [
    path("indicators/<str:ref>/", views.indicator_page, name="indicator"),
]
