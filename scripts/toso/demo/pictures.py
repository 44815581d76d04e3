"""Tabs of real books as pictures, taken from what the API says a person sees (effective formats, shown texts)."""

from __future__ import annotations

from toso.google.books import Books
from toso.google.http import SHEETS
from toso.sample.picture import draw_sheet

MASK = (
    "sheets(properties(title,index,hidden,gridProperties),data(rowData.values(formattedValue,effectiveValue,effectiveFormat"
    "(backgroundColor,textFormat,horizontalAlignment,wrapStrategy)),rowMetadata(hiddenByUser),columnMetadata(hiddenByUser,pixelSize)))"
)
MOST_ROWS = 60


def draw_tab(books: Books, book_id: str, title: str, *, rows: int = 24, columns: int = 12, width: int = 1180) -> str:
    """SVG of the first rows of a tab. 2 calls: the titles of the tabs, and the cells."""
    tabs = _titles(books, book_id)
    area = f"'{title}'!A1:AZ{MOST_ROWS}"
    answer = books.session.http.send(
        "get", f"{SHEETS}/{book_id}", params={"ranges": area, "includeGridData": "true", "fields": MASK}, repeatable=True
    ).json()
    return draw_sheet(answer["sheets"][0], tabs, rows=rows, columns=columns, width=width)


def _titles(books: Books, book_id: str) -> list[str]:
    fields = "sheets.properties(title,index,hidden)"
    answer = books.session.http.send("get", f"{SHEETS}/{book_id}", params={"fields": fields}, repeatable=True).json()
    shown = [one["properties"] for one in answer["sheets"] if not one["properties"].get("hidden")]
    return [one["title"] for one in sorted(shown, key=lambda one: one.get("index", 0))]
