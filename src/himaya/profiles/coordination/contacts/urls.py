"""Address of the tree of groups."""

from django.urls import URLPattern, path

from himaya.profiles.coordination.contacts import views

urlpatterns: list[URLPattern] = [
    path("groups/<str:ref>/", views.bodies_page, name="groups"),
]
