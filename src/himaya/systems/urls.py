"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.systems import lowering, views

urlpatterns: list[URLPattern] = [
    path("systems/", views.systems, name="systems"),
    path("systems/new/", views.system_new, name="system-new"),
    path("systems/<str:ref>/", views.system_detail, name="system"),
    path("systems/<str:ref>/lower/", lowering.lower, name="system-lower"),
    path("systems/<str:ref>/lower/review/", lowering.review, name="system-lower-review"),
    path("systems/<str:ref>/amend/", views.system_amend, name="system-amend"),
]
