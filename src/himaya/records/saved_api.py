"""API of the room: the saved views of a register, as addresses its pages take."""

from django.urls import reverse
from ninja import Path, Router

from himaya.gate.api_routes import Ref, operation
from himaya.gate.pages import SeatRequest, visible_or_404
from himaya.kernel.verbs import Verb
from himaya.records.registers.register import Register
from himaya.records.registers.saved import offered_views
from himaya.records.registers.views import whole_datasets
from himaya.records.schemas import SavedViewOut

router = Router(tags=["records"])


@operation(
    router,
    "GET",
    "/datasets/{ref}/views",
    Verb.DATASET_VIEW,
    "dataset",
    out=list[SavedViewOut],
)
def list_views(request: SeatRequest, ref: Path[Ref]) -> list[SavedViewOut]:
    """The saved views of a register: the shared ones and the seat's own, at most 100."""
    register = Register.of(visible_or_404(request, whole_datasets(), ref=ref), request.seat)
    return [
        SavedViewOut(
            ref=one.view.ref,
            name=one.view.name,
            is_shared=one.view.is_shared,
            query=one.query,
            address=reverse("saved-view", args=[register.dataset.ref, one.view.ref]),
        )
        for one in offered_views(register)
    ]
