"""Pages about API tokens, beside the account's own pages."""

from django.urls import URLPattern, path

from himaya.people import token_views

urlpatterns: list[URLPattern] = [
    path("account/tokens/", token_views.tokens, name="tokens"),
    path("account/tokens/<str:ref>/revoke/", token_views.revoke, name="token-revoke"),
]
