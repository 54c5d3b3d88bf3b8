"""Documents made for tests, each with a secret in every corner that may hide one."""

import io
import struct
import zipfile
from collections.abc import Callable

SECRET = "Otterby"
SEEN = "Seventy families arrived from the north."


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip with one of its parts changed or, where there is none, made."""
    parts = parts_of(content)
    return packed(parts | {name: change(parts.get(name, b""))})


def swapped(old: str, new: str) -> Callable[[bytes], bytes]:
    """A change of these words, which must be there."""

    def change(part: bytes) -> bytes:
        assert old.encode() in part
        return part.replace(old.encode(), new.encode(), 1)

    return change


def photo(kind: str = "JPEG") -> bytes:
    """A picture with place, maker and a remark."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    picture = Image.new("RGB", (8, 8), "teal")
    tags = Image.Exif()
    tags[0x010F], tags[0x010E] = f"{SECRET} cameras", f"remark of {SECRET}"
    tags.get_ifd(0x8825).update({1: "N", 2: (33.0, 30.0, 0.0), 3: "E", 4: (36.0, 17.0, 0.0)})
    out = io.BytesIO()
    notes = PngInfo()
    notes.add_text("Comment", f"remark of {SECRET}")
    options = {"pnginfo": notes} if kind == "PNG" else {}
    picture.save(out, kind, exif=tags, **options)
    return out.getvalue() + (b"" if kind == "TIFF" else f"behind: {SECRET}".encode())


def word() -> bytes:
    """A docx with comments, changes, hidden words, an object and a photo."""
    import docx

    document = docx.Document()
    document.core_properties.author = SECRET
    document.add_heading("Arrivals", 1)
    line = document.add_paragraph(SEEN)
    table = document.add_table(2, 2)
    for at, text in enumerate(("Place", "Families", "Old Port", "70")):
        table.cell(at // 2, at % 2).text = text
    hidden = document.add_paragraph("x").add_run(f"hidden {SECRET}")
    hidden.font.hidden = True
    document.add_picture(io.BytesIO(photo()))
    document.add_comment(line.runs, text=f"remark of {SECRET}", author=SECRET, initials="O")
    document.sections[0].header.paragraphs[0].text = "Weekly report"
    out = io.BytesIO()
    document.save(out)
    marks = f'w:id="9" w:author="{SECRET}" w:date="2026-01-01T00:00:00Z"'
    made = changed(
        out.getvalue(),
        "word/document.xml",
        swapped(
            "</w:body>",
            f"<w:p><w:r><w:t>They </w:t></w:r><w:del {marks}><w:r><w:delText>left {SECRET}"
            f"</w:delText></w:r></w:del><w:ins {marks}><w:r><w:t>stayed.</w:t></w:r></w:ins>"
            '<w:hyperlink xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships" r:id="rIdL"><w:r><w:t> Annex</w:t></w:r></w:hyperlink></w:p></w:body>',
        ),
    )
    made = changed(made, "word/_rels/document.xml.rels", swapped(
        "</Relationships>",
        f'{_relation("rIdL", "hyperlink", f"file:///C:/Users/{SECRET}/annex.docx", far=True)}'
        f'{_relation("rIdO", "package", "embeddings/sheet.xlsx")}</Relationships>',
    ))  # fmt: skip
    return changed(made, "word/embeddings/sheet.xlsx", lambda _: SECRET.encode())


def _relation(name: str, kind: str, target: str, *, far: bool = False) -> str:
    mode = ' TargetMode="External"' if far else ""
    return (
        f'<Relationship Id="{name}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}"{mode}/>'
    )


def related(content: bytes, part: str, kind: str, target: str) -> bytes:
    """An Office package with one more relation to somewhere else."""
    folder, _, file = part.rpartition("/")
    return changed(
        content,
        f"{folder}/_rels/{file}.rels",
        swapped("</Relationships>", f"{_relation('rIdX', kind, target, far=True)}</Relationships>"),
    )


def workbook() -> bytes:
    """An xlsx with a hidden sheet, a hidden row and column, a formula to them, and a comment."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"author": SECRET, "company": f"{SECRET} Ltd"})
        shown, hidden = book.add_worksheet("Sites"), book.add_worksheet("Names")
        for row, values in enumerate((("Site", "x", "Families"), ("Old Port", SECRET, 70))):
            shown.write_row(row, 0, values)
        shown.write_row(2, 0, (f"row of {SECRET}", "y", 3))
        shown.write_formula(3, 2, "=Names!A1", None, 73)
        shown.set_row(2, None, None, {"hidden": True})
        shown.set_column(1, 1, None, None, {"hidden": True})
        shown.write_comment(0, 0, f"remark of {SECRET}", {"author": SECRET})
        shown.insert_image(6, 0, "photo.jpg", {"image_data": io.BytesIO(photo())})
        hidden.write(0, 0, f"sheet of {SECRET}")
        hidden.hide()
    return out.getvalue()


def presentation() -> bytes:
    """A pptx with a hidden slide, notes, a hidden shape, a chart with its workbook, and a photo."""
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    show = pptx.Presentation()
    show.core_properties.author = SECRET
    for title in (SEEN, f"slide of {SECRET}"):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = title
    slide._element.set("show", "0")
    first = show.slides[0]
    first.notes_slide.notes_text_frame.text = f"notes of {SECRET}"
    box = first.shapes.add_textbox(0, 0, 9, 9)
    box.text_frame.text = f"shape of {SECRET}"
    box._element.nvSpPr.cNvPr.set("hidden", "1")
    data = CategoryChartData()
    data.categories = ["Old Port"]
    data.add_series("Families", (70,))
    first.shapes.add_chart(XL_CHART_TYPE.PIE, 0, 0, Inches(2), Inches(2), data)
    first.shapes.add_picture(io.BytesIO(photo()), 0, 0)
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def pdf_of(pages: list[bytes], **entries: str) -> bytes:
    """A PDF of pages by their content streams, in one font F; `entries` of its properties."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F"): writer._add_object(font)})
    for drawn in pages:
        page = writer.add_blank_page(width=400, height=400)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(drawn)
        page[NameObject("/Contents")] = writer._add_object(stream)
    writer.metadata = {f"/{key}": value for key, value in entries.items()} or None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def words_at(text: str, x: int, y: int, more: str = "") -> bytes:
    """Words drawn at a place."""
    return f"BT /F 12 Tf {more} {x} {y} Td ({text}) Tj ET\n".encode()


def mail(attached: bytes = b"") -> bytes:
    """A mail in two ways of writing, with a document."""
    from email.message import EmailMessage

    message = EmailMessage()
    message["From"], message["To"] = f"{SECRET} <a@example.org>", "b@example.org"
    message["Subject"], message["Date"] = "Arrivals", "Mon, 02 Mar 2026 10:00:00 +0000"
    message["MIME-Version"] = "1.0"
    message.set_content(f"{SEEN}\n\nMore tomorrow.")
    message.add_alternative(f"<p>{SEEN}</p>", subtype="html")
    if attached:
        message.add_attachment(attached, "application", "octet-stream", filename="report.docx")
    return message.as_bytes()


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file of streams, all in one folder, each padded to a sector chain."""
    sector, free, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
    bodies, chains, at = [], [], 0
    for content in streams.values():
        padded = content.ljust(max(4096, -(-len(content) // sector) * sector), b"\0")
        bodies.append(padded)
        chains.append((at, len(padded) // sector, len(padded)))
        at += len(padded) // sector
    entries = [_entry("Root Entry", 5, child=1, start=end, size=0)]
    for number, (name, (start, _, size)) in enumerate(zip(streams, chains, strict=True), 1):
        right = number + 1 if number < len(streams) else free
        entries.append(_entry(name, 2, right=right, start=start, size=size))
    folder = b"".join(entries)
    folder = folder.ljust(-(-len(folder) // sector) * sector, b"\0")
    folder_at, folder_count = at, len(folder) // sector
    fat_at = folder_at + folder_count
    links = [free] * (fat_at + 1)
    for start, count, _ in [*chains, (folder_at, folder_count, 0)]:
        for place in range(start, start + count):
            links[place] = place + 1 if place + 1 < start + count else end
    links[fat_at] = 0xFFFFFFFD
    fat = struct.pack(f"<{len(links)}I", *links).ljust(sector, b"\xff")
    assert len(fat) == sector
    head = struct.pack(
        "<8s16sHHHHH6s9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 62, 3, 0xFFFE, 9, 6, b"",
        0, 1, folder_at, 0, 4096, end, 0, end, 0,
    )  # fmt: skip
    difat = struct.pack("<109I", fat_at, *[free] * 108)
    return head + difat + b"".join(bodies) + folder + fat


def _entry(
    name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int, size: int
) -> bytes:
    told = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ", told, len(told) + 2, kind, 1, 0xFFFFFFFF, right, child, b"", 0, 0, 0,
        start, size,
    )  # fmt: skip
