"""A printed sheet as a spreadsheet file: what a spreadsheet program reads in it."""

import io
import re
import zipfile
from xml.etree import ElementTree

from council_kit.sheets import Line, Part, Sheet, fitted, spreadsheet
from hypothesis import given, settings
from hypothesis import strategies as st

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHEET = Sheet(
    title="報告書",
    to=("中国経済産業局", "全国本部"),
    sender="島根県の窓口",
    dated="2025年7月15日",
    parts=(
        Part(title="概要", lines=(Line(label="企業名", value="=1+1"), Line(label="経緯", value="一行目\n二行目"))),
        Part(title="一覧", columns=("名称", "額"), rows=(("宍道湖銀行", "1,000円"), ("別の銀行", "http://x.example/"))),
    ),
)


def part(file: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return ElementTree.fromstring(archive.read(name))


def cells(file: bytes) -> dict[str, str]:
    """Cell → text, for every cell that holds one."""
    shared = ["".join(t.text or "" for t in item.iter(f"{MAIN}t")) for item in part(file, "xl/sharedStrings.xml")]
    page = part(file, "xl/worksheets/sheet1.xml")
    return {
        cell.attrib["r"]: shared[int(value.text or "")]
        for cell in page.iter(f"{MAIN}c")
        if (value := cell.find(f"{MAIN}v")) is not None
    }


def test_every_text_of_the_sheet_stands_in_the_file_in_its_order():
    found = [text for text in cells(spreadsheet(SHEET)).values() if text]
    assert found == [
        "報告書", "2025年7月15日", "中国経済産業局　御中", "全国本部　御中", "島根県の窓口",
        "1　概要", "企業名", "=1+1", "経緯", "一行目\n二行目",
        "2　一覧", "名称", "額", "宍道湖銀行", "1,000円", "別の銀行", "http://x.example/",
    ]  # fmt: skip


def test_a_text_that_looks_like_a_formula_or_an_address_stays_a_text():
    page = part(spreadsheet(SHEET), "xl/worksheets/sheet1.xml")
    assert page.find(f".//{MAIN}f") is None
    assert page.find(f".//{MAIN}hyperlink") is None


def test_the_file_is_printed_on_a4_one_page_wide():
    page = part(spreadsheet(SHEET), "xl/worksheets/sheet1.xml")
    setup = page.find(f"{MAIN}pageSetup")
    assert setup is not None
    assert (setup.attrib["paperSize"], setup.attrib["fitToHeight"]) == ("9", "0")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
@settings(deadline=None, max_examples=40)
def test_any_title_names_the_sheet(title: str):
    file = spreadsheet(SHEET.model_copy(update={"title": title}))
    names = [sheet.attrib["name"] for sheet in part(file, "xl/workbook.xml").iter(f"{MAIN}sheet")]
    assert len(names[0]) <= 31
    assert not re.search(r"[\[\]:*?/\\']", names[0])


def test_a_sheet_is_kept_as_json_and_read_back_the_same():
    assert Sheet.model_validate_json(SHEET.model_dump_json()) == SHEET


def test_texts_are_cut_only_as_far_as_the_sheet_must_shrink():
    long = Part(title="経過", lines=(Line(label="短", value="短い"),), columns=("内容",), rows=(("あ" * 900,),) * 20)
    sheet = SHEET.model_copy(update={"parts": (long,)})
    assert fitted(sheet, 60_000, "…") == sheet
    cut = fitted(sheet, 40_000, "…")
    assert cut.parts[0].rows[0] == ("あ" * 400 + "…",)
    assert cut.parts[0].lines == long.lines
    assert len(cut.model_dump_json().encode()) <= 40_000
    assert fitted(sheet, 1, "…").parts[0].rows[0] == ("あ" * 60 + "…",)
