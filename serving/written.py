"""Word documents that people keep: a title, headings, paragraphs, points and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGES = {"id": "id-ID", "en": "en-GB"}
A4 = (Mm(210), Mm(297))
MARGIN = Mm(20)
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold."""


class Written:
    """A document on A4, in one language, so that readers aloud and spelling aids speak it."""

    def __init__(self, title: str, language: str) -> None:
        self._document = Document()
        for found in self._document.styles.element.iter(qn("w:lang")):
            found.set(qn("w:val"), LANGUAGES[language])
        about, section = self._document.core_properties, self._document.sections[0]
        about.title, about.author, about.comments = title, "Bina", ""
        about.language = LANGUAGES[language]
        section.page_width, section.page_height = A4
        section.left_margin = section.right_margin = MARGIN
        self._document.add_heading(title, level=1)

    def heading(self, text: str) -> None:
        """Add a heading of a part."""
        self._document.add_heading(_legible(text), level=2)

    def paragraph(self, text: str) -> None:
        """Add a paragraph."""
        self._document.add_paragraph(_legible(text))

    def points(self, texts: Sequence[str]) -> None:
        """Add a list of points."""
        for text in texts:
            self._document.add_paragraph(_legible(text), style="List Bullet")

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Add a table; its headings, if there are any, come again on every page."""
        every = [*([headings] if headings else []), *rows]
        made = self._document.add_table(len(every), len(every[0]), style="Table Grid")
        for row, texts in zip(made.rows, every, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = _legible(text)
        if headings:
            _mark_headings(made)

    def file(self) -> bytes:
        """Return the document as a .docx file; the same content gives the same bytes."""
        written = BytesIO()
        self._document.save(written)
        return _undated(written)


def _undated(file: BytesIO) -> bytes:
    """Return an archive without the times at which its parts were packed."""
    packed = BytesIO()
    with ZipFile(file) as before, ZipFile(packed, "w", ZIP_DEFLATED) as after:
        for part in before.namelist():
            after.writestr(ZipInfo(part), before.read(part), ZIP_DEFLATED)
    return packed.getvalue()


def _mark_headings(table: Table) -> None:
    first = table.rows[0]
    first._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in first.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _legible(text: str) -> str:
    """Return a text without characters that no document can hold."""
    return NOT_IN_XML.sub("\ufffd", text)
