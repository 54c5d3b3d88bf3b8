"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.instruments import lowering, marking, views

_ONE = "instruments/<str:ref>/"
_VERSION = "instruments/<str:ref>/versions/<int:n>/"

urlpatterns: list[URLPattern] = [
    path("instruments/", views.instruments, name="instruments"),
    path("instruments/new/", views.instrument_new, name="instrument-new"),
    path(_ONE, views.instrument_detail, name="instrument"),
    path(f"{_ONE}differences/", views.instrument_differences, name="instrument-differences"),
    path(f"{_ONE}versions/new/", views.instrument_version_new, name="instrument-version-new"),
    path(_VERSION, views.instrument_version, name="instrument-version"),
    path(f"{_VERSION}marks/", marking.instrument_marks, name="instrument-marks"),
    path(f"{_VERSION}lower/", lowering.lower, name="instrument-lower"),
    path(f"{_VERSION}lower/review/", lowering.review, name="instrument-lower-review"),
    path(f"{_VERSION}publish/", views.instrument_publish, name="instrument-publish"),
]
