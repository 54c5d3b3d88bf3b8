"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.search import views

urlpatterns: list[URLPattern] = [path("search/", views.search, name="search")]
