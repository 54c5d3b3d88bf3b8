"""Markdown tables beside the assertion."""


def table(text: str) -> list[dict[str, str]]:
    lines = [line.strip().strip("|") for line in text.strip().splitlines()]
    cells = [[cell.strip() for cell in line.split(" | ")] for line in lines]
    header = [cell.strip() for cell in cells[0]]
    return [dict(zip(header, row, strict=True)) for row in cells[1:]]
