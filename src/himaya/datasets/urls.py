"""Pages of this room. One register's own pages live in `records`, which knows its rows."""

from django.urls import URLPattern, path

from himaya.datasets import views

urlpatterns: list[URLPattern] = [
    path("datasets/", views.datasets, name="datasets"),
    path("datasets/new/", views.dataset_new, name="dataset-new"),
    path("datasets/open/", views.register_open, name="register-open"),
]
