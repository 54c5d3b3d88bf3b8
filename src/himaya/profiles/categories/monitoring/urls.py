"""Address of the board of urgent gaps."""

from django.urls import URLPattern, path

from himaya.profiles.categories.monitoring import views

urlpatterns: list[URLPattern] = [
    path("gaps/<str:ref>/", views.gaps_page, name="gaps"),
]
