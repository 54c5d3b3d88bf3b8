"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.releases import views

urlpatterns: list[URLPattern] = [path("copies/<str:ref>/", views.fetch, name="copy")]
