"""Addresses of registers."""

from django.urls import URLPattern, path

from himaya.records.registers import copying, views

urlpatterns: list[URLPattern] = [
    path("datasets/<str:ref>/", views.register, name="dataset"),
    path("datasets/<str:ref>/copies/", copying.copies, name="dataset-copies"),
    path("datasets/<str:ref>/rows/<str:record>/move/", views.move_card, name="dataset-move"),
    path("datasets/<str:ref>/rows/<str:record>/note/", views.write_note, name="dataset-note"),
    path("datasets/<str:ref>/rows/<str:record>/", views.write_row, name="dataset-row"),
]
