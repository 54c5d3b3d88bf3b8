"""Address of the diagram of information flows."""

from django.urls import URLPattern, path

from himaya.profiles.coordination.landscape import ranking_views, views

urlpatterns: list[URLPattern] = [
    path("flows/<str:ref>/", views.flows_page, name="flows"),
    path("flows/<str:ref>/copy/", views.flows_copy, name="flows-copy"),
    path("rankings/<str:ref>/", ranking_views.ranking_page, name="ranking"),
]
