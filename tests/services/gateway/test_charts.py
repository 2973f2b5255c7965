"""Charts drawn on the server."""

from __future__ import annotations

from xml.etree import ElementTree

from council_gateway.web.bar import Bar
from council_gateway.web.charts import distribution, ranking, trend

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [str(each.text) for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_trend_shows_every_part_with_its_number_as_text() -> None:
    drawn = trend([Bar("4月", 12, "12"), Bar("5月", 1200, "1,200")], "相談の推移（件）")
    assert {"4月", "5月", "12", "1,200"} <= set(texts(drawn))


def test_a_distribution_keeps_its_order_and_long_japanese_labels() -> None:
    label = "再生計画策定支援候補として相談を継続"
    drawn = distribution([Bar("二次支援へ移行", 2, "2件（20.0％）"), Bar(label, 8, "8件（80.0％）")], "結果")
    assert [text for text in texts(drawn) if text in (label, "二次支援へ移行")] == ["二次支援へ移行", label]


def test_a_chart_is_one_image_with_a_name_and_no_style_of_its_own() -> None:
    drawn = trend([Bar("4月", 1, "1")], "相談 <件> & 支援")
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img"
    assert root.get("aria-label") == "相談 <件> & 支援"
    assert [each.get("role") for each in root.iter() if each is not root and each.get("role")] == []
    assert "style=" not in drawn
    assert "<style" not in drawn
    assert "<script" not in drawn


def test_a_chart_without_numbers_is_still_a_chart() -> None:
    assert trend([], "相談").startswith("<svg")


def test_a_number_that_is_withheld_stands_where_its_bar_would_begin() -> None:
    def place(svg: str) -> float:
        [told] = [each for each in ElementTree.fromstring(svg).iter(f"{SVG}text") if each.text == "X"]
        return float(str(told.get("transform")).removeprefix("translate(").partition(",")[0])

    beside_others = distribution([Bar("面談", 0, "X"), Bar("電話", 3, "3件")], "応対方法")
    alone = distribution([Bar("面談", 0, "X"), Bar("電話", 0, "0件")], "応対方法")
    assert place(alone) == place(beside_others)


def test_a_marked_council_stands_out_by_a_sign_as_well_as_by_colour() -> None:
    drawn = ranking([Bar("東京都", 9, "9", "marked"), Bar("大阪府", 4, "4")], "協議会別の窓口相談（件）")
    assert {"◆ 東京都", "大阪府", "9", "4"} <= set(texts(drawn))
    assert drawn.count("#c74700") == 1


def test_where_whole_things_are_counted_no_line_stands_at_a_half() -> None:
    few = trend([Bar("4月", 0, "0"), Bar("5月", 1, "1")], "窓口相談")
    assert ">0.2<" not in few
    assert ">0.2<" in trend([Bar("4月", 0.25, "0.25"), Bar("5月", 1, "1")], "平均")
