"""Addresses of reporting schedules."""

from django.urls import URLPattern, path

from himaya.profiles.coordination.response import views

urlpatterns: list[URLPattern] = [
    path("reporting-schedules/<str:ref>/", views.schedule_page, name="reporting-schedule"),
    path("reporting-schedules/<str:ref>/make/", views.schedule_make, name="schedule-make"),
]
