"""Every change to places: boundaries by edition, names, sites, population groups."""

from himaya.places.actions.names import decide_name, take_back_name
from himaya.places.actions.sites import (
    amend_population_group,
    amend_site,
    create_population_group,
    create_site,
)
from himaya.places.actions.units import (
    AreasBrought,
    UnitsImported,
    bring_areas,
    import_crosswalk,
    import_map,
    import_units,
)

__all__ = [
    "AreasBrought",
    "UnitsImported",
    "amend_population_group",
    "amend_site",
    "bring_areas",
    "create_population_group",
    "create_site",
    "decide_name",
    "import_crosswalk",
    "import_map",
    "import_units",
    "take_back_name",
]
