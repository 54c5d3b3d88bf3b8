"""Addresses of plans."""

from django.urls import URLPattern, path

from himaya.profiles.workplans import versions_view, views

urlpatterns: list[URLPattern] = [
    path("plans/<str:ref>/", views.plan_page, name="plan"),
    path("plans/<str:ref>/versions/", versions_view.versions_page, name="plan-versions"),
    path("plans/<str:ref>/endorse/", views.endorse, name="plan-endorse"),
    path("plans/<str:ref>/next-version/", views.next_version, name="plan-next-version"),
    path("plans/<str:ref>/activities/<str:record>/note/", views.note, name="plan-note"),
]
