"""Addresses of what overlaps and of the yearly themes."""

from django.urls import URLPattern, path

from himaya.profiles.coordination.assessments import views

urlpatterns: list[URLPattern] = [
    path("overlaps/<str:ref>/", views.overlaps_page, name="overlaps"),
    path("theme-calendar/<str:ref>/", views.themes_page, name="theme-calendar"),
]
