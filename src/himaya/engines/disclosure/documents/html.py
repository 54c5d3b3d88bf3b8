"""A document as one HTML file: no script, nothing fetched, readable without style."""

from html import escape

from himaya.engines.disclosure.documents.model import Bars, Document, Grid, Heading, Paragraph, Part

# On paper a fixed element is repeated on every page: so the mark is.
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 "Noto Sans", "Noto Sans Arabic", system-ui, sans-serif;
  max-inline-size: 48rem; margin: 0 auto; padding: 1rem; }
.mark { position: sticky; inset-block-start: 0; margin: 0 -1rem; padding: .25rem 1rem;
  background: #8a1c1c; color: #fff; font-weight: 700; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-block-start: 2rem; }
.weighty { border-inline-start: .3rem solid #1c5a8a; padding-inline-start: .75rem;
  font-weight: 700; }
table { border-collapse: collapse; inline-size: 100%; margin-block: .75rem; }
th, td { text-align: start; padding: .25rem .5rem; vertical-align: top;
  border-block-end: 1px solid #8888; overflow-wrap: anywhere; }
th { font-weight: 400; } thead th { font-weight: 700; }
caption { text-align: start; font-weight: 700; padding-block: .25rem; }
.bars th { inline-size: 30%; } .bars td:last-child { inline-size: 6rem; text-align: end; }
.bars svg { display: block; inline-size: 100%; block-size: 1.1rem; margin-block: .2rem; }
.bars rect { fill: #1c5a8a; }
footer { margin-block-start: 2rem; border-block-start: 1px solid #8888; }
@media (prefers-color-scheme: dark) { .bars rect { fill: #6cb2e8; } }
@media print {
  body { padding-block-start: 2rem; max-inline-size: none; }
  .mark { position: fixed; inset-inline: 0; margin: 0; print-color-adjust: exact; }
  h2, caption { break-after: avoid; } tr { break-inside: avoid; }
}
"""


def to_html(document: Document) -> str:
    """The whole file."""
    words = document.words
    direction = "rtl" if words.is_right_to_left else "ltr"
    mark = f'<p class="mark">{escape(document.mark)}</p>' if document.mark else ""
    warning = f'<p class="weighty">{escape(document.warning)}</p>' if document.warning else ""
    foot = f"<footer><p>{escape(document.foot)}</p></footer>" if document.foot else ""
    body = "\n".join(
        _part(part, is_right_to_left=words.is_right_to_left) for part in document.parts
    )
    return (
        f'<!doctype html>\n<html lang="{words.language}" dir="{direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(document.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"{mark}<main>\n<h1>{escape(document.title)}</h1>\n{warning}\n{body}\n</main>\n{foot}"
        "</body>\n</html>\n"
    )


def _part(part: Part, *, is_right_to_left: bool) -> str:
    match part:
        case Heading(text):
            return f"<h2>{escape(text)}</h2>"
        case Paragraph(text, is_weighty):
            weight = ' class="weighty"' if is_weighty else ""
            return f"<p{weight}>{escape(text)}</p>"
        case Grid():
            return _grid(part)
        case Bars():
            return _bars(part, is_right_to_left=is_right_to_left)


def _grid(part: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in part.head)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in rest)
        + "</tr>"
        for first, *rest in part.rows
    )
    opening = f"<thead><tr>{head}</tr></thead>" if head else ""
    return f"<table>{opening}<tbody>\n{rows}\n</tbody></table>"


def _bars(part: Bars, *, is_right_to_left: bool) -> str:
    rows = []
    for bar in part.bars:
        width = 100 * bar.length
        start = 100 - width if is_right_to_left else 0
        drawn = (
            f'<svg aria-hidden="true"><rect x="{start:.2f}%" width="{width:.2f}%" '
            'height="100%"/></svg>'
        )
        rows.append(
            f'<tr><th scope="row">{escape(bar.name)}</th><td>{drawn}</td>'
            f"<td>{escape(bar.figure)}</td></tr>"
        )
    return (
        f'<table class="bars"><caption>{escape(part.title)}</caption><tbody>\n'
        + "\n".join(rows)
        + "\n</tbody></table>"
    )
