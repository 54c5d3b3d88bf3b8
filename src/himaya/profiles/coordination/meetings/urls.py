"""Address of who takes part."""

from django.urls import URLPattern, path

from himaya.profiles.coordination.meetings import views

urlpatterns: list[URLPattern] = [
    path("attendance/<str:ref>/", views.attendance_page, name="attendance"),
]
