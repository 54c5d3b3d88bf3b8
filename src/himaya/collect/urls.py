"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.collect import layout_views, views

urlpatterns: list[URLPattern] = [
    path("imports/", views.bring, name="imports"),
    path("imports/<str:ref>/", views.bench, name="import"),
    path("imports/<str:ref>/decide/", views.decide, name="import-decide"),
    path("imports/<str:ref>/layout/", layout_views.layout, name="import-layout"),
    path("imports/<str:ref>/finish/", views.finish, name="import-finish"),
    path("imports/<str:ref>/undo/", views.undo, name="import-undo"),
    path("imports/<str:ref>/rest/", views.rest, name="import-rest"),
]
