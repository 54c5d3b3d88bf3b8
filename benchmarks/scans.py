"""How well scans are read: wrong letters by language and by what was done to the page.

Run: PYTHONPATH=src python benchmarks/scans.py [--kinds fax,pale] [--languages eng] [--save FOLDER]
Needs typst and tesseract. Pages are invented: set by typst, then spoilt as scanners, phones and fax
machines spoil them, with fixed seeds. Wrong letters are edits (put in, left out, changed) by the
letters of the page, spaces and tatweel apart; what is left out by low confidence counts as wrong.
"""

import argparse
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from himaya.engines.documents.ocr import Ocr
from himaya.engines.narrative.words import folded_text

FONTS = Path(__file__).parents[1] / "src/himaya/engines/disclosure/documents/fonts"
TEXTS = {
    "eng": "Protection monitoring report, north district, 14 March 2026. The team met 23 families"
    " who had left the valley after the fighting of last week.|Women said that soldiers at the"
    " bridge asked for money before letting them pass; two young men were taken away and their"
    " parents have no news.|The clinic has been closed since Monday. About 140 children do not go"
    " to school, and the well in the lower quarter is dry.|The committee asks for blankets, for"
    " lamps near the latrines, and for somebody who can issue birth certificates.",
    "fra": "Rapport de monitoring de protection, district nord, 14 mars 2026. L'équipe a rencontré"
    " 23 familles qui avaient quitté la vallée après les combats de la semaine passée.|Des femmes"
    " ont dit que des soldats, près du pont, exigeaient de l'argent pour les laisser passer ; deux"
    " jeunes hommes ont été emmenés et leurs parents sont sans nouvelles.|Le dispensaire est fermé"
    " depuis lundi. Environ 140 enfants ne vont pas à l'école et le puits du quartier bas est à"
    " sec.|Le comité demande des couvertures, des lampes près des latrines et quelqu'un qui délivre"
    " des actes de naissance.",
    "spa": "Informe de monitoreo de protección, distrito norte, 14 de marzo de 2026. El equipo se"
    " reunió con 23 familias que habían dejado el valle tras los combates de la semana"
    " pasada.|Varias mujeres dijeron que los soldados del puente pedían dinero para dejarlas pasar;"
    " se llevaron a dos jóvenes y sus padres no tienen noticias.|El puesto de salud está cerrado"
    " desde el lunes. Unos 140 niños no van a la escuela y el pozo del barrio bajo está seco.|El"
    " comité pide mantas, lámparas cerca de las letrinas y alguien que expida partidas de"
    " nacimiento.",
    "ara": "تقرير رصد الحماية في المنطقة الشمالية بتاريخ 14 آذار 2026. التقى الفريق 23 أسرة غادرت"
    " الوادي بعد معارك الأسبوع الماضي.|قالت نساء إن جنودا عند الجسر طلبوا مالا قبل السماح لهن"
    " بالمرور، واقتيد شابان ولا يعرف أهلهما عنهما شيئا.|العيادة مغلقة منذ يوم الاثنين، ونحو 140"
    " طفلا لا يذهبون إلى المدرسة، والبئر في الحي الأسفل جافة.|تطلب اللجنة بطانيات ومصابيح قرب"
    " المراحيض ومن يصدر شهادات الميلاد.",
    "mixed": "زارت منظمة Save Our Valley المخيم يوم ٢٣ آذار وسجلت ١٤٠ أسرة في نظام ProGres ولم"
    " تصل المساعدات بعد.|رقم الهاتف ٠٧٧١٢٣ وعدد الأطفال ٤٥، وتعمل فرق UNHCR مع اللجنة المحلية كل"
    " يوم اثنين في مركز الحي.",
}
Pixels = npt.NDArray[np.float64]


def page(language: str, dpi: int = 200, columns: int = 1) -> Image.Image:
    """A page as it comes from a printer."""
    import typst

    direction = "rtl" if language in ("ara", "mixed") else "ltr"
    words = "\n\n".join(part.replace("@", "\\@") for part in TEXTS[language].split("|"))
    source = (
        f"#set page(width: 16cm, height: 16cm, margin: 1.5cm, columns: {columns})\n#set text(font:"
        f' ("Noto Sans", "Noto Sans Arabic"), size: 11pt, dir: {direction})\n{words}\n'
    )
    fonts: list[Any] = [str(FONTS)]  # typst wants the type of the source here, and reads paths
    made = typst.compile(source.encode(), font_paths=fonts, format="png", ppi=dpi)
    return Image.open(io.BytesIO(made)).convert("RGB")


def _noise(of: Image.Image, strength: float, specks: float) -> Image.Image:
    rng = np.random.default_rng(7)
    pixels: Pixels = np.asarray(of.convert("L"), float) + rng.normal(0, strength, of.size[::-1])
    chance = rng.random(pixels.shape)
    pixels[chance < specks] = 0
    pixels[chance > 1 - specks] = 255
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).convert("RGB")


def _turned(of: Image.Image, degrees: float) -> Image.Image:
    return of.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def _jpeg(of: Image.Image, quality: int) -> Image.Image:
    held = io.BytesIO()
    of.save(held, "JPEG", quality=quality)
    return Image.open(held).convert("RGB")


def _pale(of: Image.Image) -> Image.Image:
    return ImageEnhance.Contrast(of).enhance(0.18)


def _stamp(of: Image.Image) -> Image.Image:
    made = of.copy()
    draw = ImageDraw.Draw(made, "RGBA")
    x, y = of.width // 2, of.height // 3
    for reach in (150, 120):
        draw.ellipse(
            (x - reach, y - reach, x + reach, y + reach), outline=(190, 20, 60, 200), width=9
        )
    for row in range(-60, 61, 30):
        draw.line((x - 90, y + row, x + 90, y + row), fill=(190, 20, 60, 200), width=7)
    return made


def _photo(of: Image.Image) -> Image.Image:
    """By a phone: from a corner, a shadow over one side, a little out of focus."""
    width, height = of.size
    seen = of.transform(
        (width, height), Image.Transform.QUAD,
        (-40, -20, -10, height + 30, width + 60, height + 10, width + 15, -50),
        Image.Resampling.BICUBIC, fillcolor="white",
    )  # fmt: skip
    shade = (
        np.linspace(0.45, 1.0, width)[None, :, None] * np.linspace(0.8, 1.0, height)[:, None, None]
    )
    shaded = Image.fromarray((np.asarray(seen) * shade).astype(np.uint8))
    return _jpeg(shaded.filter(ImageFilter.GaussianBlur(0.8)), 60)


def _fax(of: Image.Image) -> Image.Image:
    """Fine fax: 200 by 100 to the inch, black or white, with specks."""
    small = of.resize((of.width, of.height // 2), Image.Resampling.BILINEAR)
    black = np.asarray(_noise(small, 10, 0.004).convert("L")) < 150
    return (
        Image.fromarray(~black * np.uint8(255))
        .resize(of.size, Image.Resampling.NEAREST)
        .convert("RGB")
    )


def _ruined(of: Image.Image) -> Image.Image:
    return _noise(of.filter(ImageFilter.GaussianBlur(2)), 60, 0.05)


KINDS: dict[str, Callable[[str], Image.Image]] = {
    "clean": page,
    "150 dpi": lambda language: page(language, 150),
    "100 dpi": lambda language: page(language, 100),
    "noise": lambda language: _noise(page(language), 45, 0.01),
    "blur": lambda language: page(language).filter(ImageFilter.GaussianBlur(2.2)),
    "skew +5°": lambda language: _turned(page(language), 5),
    "skew -3°": lambda language: _turned(page(language), -3),
    "upside down": lambda language: _turned(page(language), 180),
    "on its side": lambda language: _turned(page(language), 90),
    "on its side and skew": lambda language: _turned(page(language), -92),
    "pale": lambda language: _noise(_pale(page(language)), 6, 0),
    "jpeg": lambda language: _jpeg(page(language, 150), 12),
    "columns": lambda language: page(language, columns=2),
    "stamp": lambda language: _stamp(page(language)),
    "photo": lambda language: _photo(page(language)),
    "fax": lambda language: _fax(page(language)),
    "ruined": lambda language: _ruined(page(language, 100)),
}


def edits(one: str, other: str) -> int:
    """Levenshtein's distance, row by row."""
    places = np.arange(len(other) + 1)
    codes = np.frombuffer(other.encode("utf-32-le"), np.uint32)
    row = places.copy()
    for number, char in enumerate(one, 1):
        replaced = row[:-1] + (codes != ord(char))
        changed = np.concatenate(([number], np.minimum(row[1:] + 1, replaced)))
        row = np.minimum.accumulate(changed - places) + places
    return int(row[-1])


def wrong_letters(read: str, language: str) -> float:
    """Edits by the letters of the page."""
    wanted = folded_text(TEXTS[language]).replace(" ", "")
    return edits(wanted, folded_text(read).replace(" ", "")) / len(wanted)


def measured(kind: str, language: str, folder: Path | None) -> dict[str, Any]:
    """One page spoilt and read."""
    picture = KINDS[kind](language)
    if folder:
        picture.save(folder / f"{kind}-{language}.png")
    ocr = Ocr(1, time.monotonic() + 60)
    began = time.perf_counter()
    told = ocr.paragraphs(picture)
    return {
        "wrong": wrong_letters(" ".join(told), language),
        "seconds": time.perf_counter() - began,
        "notes": sorted(ocr.notes),
    }


def main() -> int:
    """Print a line per kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--languages", default=",".join(TEXTS))
    parser.add_argument("--save", type=Path)
    options = parser.parse_args()
    languages = options.languages.split(",")
    spent, pages = 0.0, 0
    print("| page | " + " | ".join(languages) + " |\n|---|" + "---|" * len(languages))
    for kind in options.kinds.split(","):
        cells = []
        for language in languages:
            found = measured(kind, language, options.save)
            spent, pages = spent + found["seconds"], pages + 1
            cells.append(f"{100 * found['wrong']:.1f} %" + (" ¹" if found["notes"] else ""))
        print(f"| {kind} | " + " | ".join(cells) + " |", flush=True)
    print(f"\n¹ with a note. {spent / pages:.1f} s a page.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
