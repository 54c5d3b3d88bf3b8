"""Addresses of registers."""

from django.urls import URLPattern, path

from himaya.records.registers import (
    bulk_views,
    copying,
    saved_views,
    sheet_views,
    subscribing,
    views,
)

urlpatterns: list[URLPattern] = [
    path("datasets/<str:ref>/", views.register, name="dataset"),
    path("datasets/<str:ref>/copies/", copying.copies, name="dataset-copies"),
    path("datasets/<str:ref>/calendar/", subscribing.subscribe, name="dataset-calendar"),
    path("places/<str:ref>/sheet/", sheet_views.place_sheet, name="place-sheet"),
    path("calendars/", subscribing.subscribe_agenda, name="agenda-calendar"),
    path("calendars/<str:secret>.ics", subscribing.feed, name="calendar-feed"),
    path("datasets/<str:ref>/bulk/", bulk_views.bulk, name="bulk"),
    path("datasets/<str:ref>/bulk/<str:change>/", bulk_views.bulk_change, name="bulk-change"),
    path("datasets/<str:ref>/bulk/<str:change>/undo/", bulk_views.bulk_undo, name="bulk-undo"),
    path("datasets/<str:ref>/views/", saved_views.saved_views, name="saved-views"),
    path("datasets/<str:ref>/views/<str:view>/", saved_views.saved_view, name="saved-view"),
    path(
        "datasets/<str:ref>/views/<str:view>/delete/",
        saved_views.saved_view_delete,
        name="saved-view-delete",
    ),
    path("datasets/<str:ref>/rows/<str:record>/move/", views.move_card, name="dataset-move"),
    path("datasets/<str:ref>/rows/<str:record>/note/", views.write_note, name="dataset-note"),
    path("datasets/<str:ref>/rows/<str:record>/", views.write_row, name="dataset-row"),
]
