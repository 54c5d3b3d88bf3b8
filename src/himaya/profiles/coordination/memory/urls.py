"""Addresses of the response tracker."""

from django.urls import URLPattern, path

from himaya.profiles.coordination.memory import views

urlpatterns: list[URLPattern] = [
    path("recommendation-tracker/<str:ref>/", views.tracker_page, name="recommendation-tracker"),
]
