"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.library import deciding, named_views, shelf_views, views

urlpatterns: list[URLPattern] = [
    path("documents/<str:ref>/", views.documents, name="documents"),
    path("documents/<str:ref>/take/", views.documents_take, name="documents-take"),
    path("documents/<str:ref>/new/", views.documents_add, name="documents-add"),
    path("shelf/<str:ref>/", shelf_views.shelf, name="shelf"),
    path("shelf/<str:ref>/fill/", shelf_views.shelf_fill, name="shelf-fill"),
    path("records/<str:ref>/document/new/", views.version_add, name="version-add"),
    path("records/<str:ref>/document/coding/", deciding.take, name="document-coding"),
    path("records/<str:ref>/document/remove/", deciding.remove, name="document-remove"),
    path("records/<str:ref>/document/level/", deciding.level, name="document-level"),
    path("records/<str:ref>/document/lower/", deciding.lower, name="record-lower"),
    path("records/<str:ref>/document/lower/review/", deciding.review, name="record-lower-review"),
    path("records/<str:ref>/document/<int:n>/copy/", views.copy, name="document-copy"),
    path(
        "records/<str:ref>/document/<int:n>/names/",
        named_views.document_names,
        name="document-names",
    ),
    path("records/<str:ref>/document/<int:n>/", views.version, name="document-version"),
]
