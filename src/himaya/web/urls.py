"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.web import views

urlpatterns: list[URLPattern] = [path("", views.home, name="home")]
