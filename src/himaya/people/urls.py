"""Pages of this room."""

from django.urls import URLPattern, path

from himaya.people import token_views
from himaya.people.views import (
    agencies,
    invitations,
    operations,
    oversight,
    own,
    seats,
    way_back,
)

urlpatterns: list[URLPattern] = [
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/new/", agencies.agency_add, name="agency-add"),
    path("agencies/<str:ref>/", agencies.agency, name="agency"),
    path("agencies/<str:ref>/amend/", agencies.agency_amend, name="agency-amend"),
    path("agencies/<str:ref>/aliases/", agencies.alias_add, name="agency-alias-add"),
    path("agencies/<str:ref>/aliases/remove/", agencies.alias_remove, name="agency-alias-remove"),
    path("agencies/<str:ref>/invite/", invitations.invite, name="invite"),
    path(
        "agencies/<str:ref>/invitations/<str:invitation>/withdraw/",
        invitations.withdraw,
        name="invitation-withdraw",
    ),
    path("agencies/<str:ref>/view-as/", own.view_as, name="view-as"),
    path("view-as/stop/", own.view_as_stop, name="view-as-stop"),
    path("seats/", seats.seats, name="seats"),
    path("seats/switch/", own.switch, name="seats-switch"),
    path("seats/<str:ref>/", seats.seat, name="seat"),
    path("seats/<str:ref>/amend/", seats.seat_amend, name="seat-amend"),
    path("seats/<str:ref>/end/", seats.seat_end, name="seat-end"),
    path("seats/<str:ref>/hand-over/", seats.seat_hand_over, name="seat-hand-over"),
    path("seats/<str:ref>/cover/", seats.seat_cover, name="seat-cover"),
    path("seats/<str:ref>/reset-link/", seats.seat_reset_link, name="seat-reset-link"),
    path("seats/<str:ref>/confirm/", seats.seat_confirm, name="seat-confirm"),
    path("seats/<str:ref>/end/confirm/", oversight.confirm, name="seat-end-confirm"),
    path("seats/<str:ref>/end/withdraw/", oversight.withdraw, name="seat-end-withdraw"),
    path("seats/<str:ref>/second-factor/", way_back.ask, name="seat-factor-reset"),
    path("seats/<str:ref>/second-factor/confirm/", way_back.confirm, name="seat-factor-confirm"),
    path("seats/<str:ref>/second-factor/withdraw/", way_back.withdraw, name="seat-factor-withdraw"),
    path("access-review/", seats.access_review, name="access-review"),
    path("operation/", operations.operation_settings, name="operation-settings"),
    path("invitations/accept/", invitations.invitation, name="invitation"),
    path("invitations/accept/<str:secret>/", invitations.open_invitation, name="invitation-accept"),
    path("reset/", invitations.reset, name="reset"),
    path("reset/<str:secret>/", invitations.open_reset_link, name="reset-link"),
    path("account/", own.account, name="account"),
    path("account/sessions/end/", own.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("installation/", operations.installation, name="installation"),
    path("installation/operations/new/", operations.operation_open, name="operation-open"),
    path(
        "installation/operations/<str:ref>/coordinator/",
        operations.first_coordinator,
        name="first-coordinator",
    ),
    path("account/tokens/", token_views.tokens, name="tokens"),
    path("account/tokens/<str:ref>/revoke/", token_views.revoke, name="token-revoke"),
]
