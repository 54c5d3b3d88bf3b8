"""Addresses of who takes part, and of series of meetings."""

from django.urls import URLPattern, path

from himaya.profiles.coordination.meetings import series_views, views

urlpatterns: list[URLPattern] = [
    path("attendance/<str:ref>/", views.attendance_page, name="attendance"),
    path("meeting-series/<str:ref>/", series_views.series_page, name="meeting-series"),
    path("meeting-series/<str:ref>/make/", series_views.series_make, name="series-make"),
    path("meeting-series/<str:ref>/turns/", series_views.series_turns, name="series-turns"),
]
