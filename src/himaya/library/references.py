"""The five documents that protection information management begins with, as items of the shelf.

By link only: they are their publisher's. The addresses of process, principles and competencies are
of the documents, the others of the publisher's site (row 25 of the field's list of systems).
"""

from collections.abc import Mapping

_SITE = "http://pim.guide/"
_PUBLISHER = "Protection Information Management (PIM) stakeholders"
# Stable id -> answers. Titles are as they were published.
PIM: Mapping[str, Mapping[str, str]] = {
    "pim-principles": {
        "title": "Principles of Protection Information Management",
        "edition": "May 2015",
        "kind": "standard",
        "link": "https://pim.guide/guidance-and-products/product/principles-protection-information-management-may-2015/",
    },
    "pim-matrix": {
        "title": "PIM Matrix",
        "edition": "December 2015",
        "kind": "framework",
        "link": _SITE,
    },
    "pim-terminology": {
        "title": "Commonly-used Protection Information Management Terminology",
        "edition": "December 2015",
        "kind": "terminology",
        "link": _SITE,
    },
    "pim-process": {
        "title": "PIM Process",
        "edition": "2016",
        "kind": "guidance",
        "link": "http://pim.guide/guidance-and-products/product/pim-process/",
    },
    "pim-competencies": {
        "title": "PIM Core Competencies Framework",
        "edition": "v4, January 2017",
        "kind": "framework",
        "link": "http://pim.guide/wp-content/uploads/2017/01/PIM-Core-Competencies-Framework_v4.pdf",
    },
}
COMMON: Mapping[str, object] = {
    "publisher": _PUBLISHER,
    "language": ["en"],
    "licence": "not_stated",
    "status": "current",
}
