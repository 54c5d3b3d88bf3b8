"""Pages of this room."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from himaya.web import (
    access_views,
    help_views,
    late_views,
    matrix_views,
    relations_views,
    views,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("handover/", views.handover_page, name="handover"),
    path("handover/names/", views.handover_names, name="handover-names"),
    path("protocol/", access_views.protocol, name="protocol"),
    path("audit/", access_views.audit, name="audit"),
    path("late/<str:ref>/", late_views.late_form, name="late-form"),
    path("matrix/", matrix_views.matrix, name="matrix"),
    path("system-relations/", relations_views.relations, name="system-relations"),
    path("system-relations/copy/", relations_views.relations_copy, name="system-relations-copy"),
    path("help/", help_views.help_index, name="help"),
    path("help/<slug:topic>/", help_views.help_page, name="help-page"),
    path("language/", set_language, name="set_language"),
]
if settings.DEBUG:
    urlpatterns.append(path("style-guide/", views.style_guide, name="style-guide"))
