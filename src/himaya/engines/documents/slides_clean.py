"""Presentations without hidden slides and shapes; notes and comments stay behind by relation."""

from himaya.engines.documents.packages import Package, relations_of
from himaya.engines.documents.safe_xml import take_out
from himaya.engines.documents.slides import is_shown, is_unseen, slides


def clean_slides(package: Package) -> None:
    """Change the parts in place."""
    main = package.main
    hidden = {slide for slide in slides(package) if not is_shown(package, slide)}
    gone = {one.id for one in package.relations(main) if one.target in hidden}
    root = package.tree(main)
    for node in list(root.iter("{*}sldId", "{*}sld")):
        if any(value in gone for value in node.attrib.values()):
            take_out(node)
    # Sections list slides by number and carry names of their own.
    for node in list(root.iter("{*}sectionLst")):
        take_out(node)
    relations = package.tree(relations_of(main))
    for node in list(relations):
        if node.get("Id") in gone:
            relations.remove(node)
    for slide in slides(package):
        for shape in list(
            package.tree(slide).iter("{*}sp", "{*}pic", "{*}graphicFrame", "{*}grpSp")
        ):
            if is_unseen(shape):
                take_out(shape)
