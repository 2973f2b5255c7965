"""The catalogue of the open data: DCAT-AP (JSON-LD), with the fields of the government's data catalogue. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from council_directory import fiscal_year_end, fiscal_year_start

LICENCE: Final = "https://www.digital.go.jp/resources/open_data/public_data_license_v1.0"
"""公共データ利用規約（第1.0版）: compatible with CC BY 4.0."""
_AGENCY: Final = "https://www.chusho.meti.go.jp/"
_CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_THEMES: Final = ("http://publications.europa.eu/resource/authority/data-theme/ECON",)
_KEYWORDS: Final = ("中小企業活性化協議会", "事業再生", "収益力改善", "経営改善計画策定支援")


def described(years: Sequence[Mapping[str, Any]], address: str) -> dict[str, Any]:
    """The catalogue of these published years; `address`: of the site, without a final slash."""
    return {
        "@context": _CONTEXT,
        "@id": f"{address}/statistics/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _japanese("中小企業活性化協議会の活動状況"),
        "dct:description": _japanese("全国47の中小企業活性化協議会の活動状況を、年度ごとに公表した統計です。"),
        "dct:publisher": _publisher(),
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/JPN"},
        "dct:license": {"@id": LICENCE},
        "dcat:dataset": [_dataset(year, address) for year in years],
    }


def _dataset(year: Mapping[str, Any], address: str) -> dict[str, Any]:
    number = int(year["fiscal_year"])
    here = f"{address}/statistics/{number}"
    return {
        "@id": here,
        "@type": "dcat:Dataset",
        "dct:identifier": here,
        "dct:title": _japanese(f"中小企業活性化協議会の活動状況（{number}年度）"),
        "dct:description": _japanese(
            f"{number}年度の相談、支援、完了、計画策定支援事業の件数と金額。協議会、経済産業局等、全国の別。"
            f"{year['threshold']}社に満たない値と、それを推計できる値は秘匿しています。"
        ),
        "dct:publisher": _publisher(),
        "dct:creator": _publisher(),
        "dcat:contactPoint": {"@id": _AGENCY},
        "dcat:keyword": [{"@value": word, "@language": "ja"} for word in _KEYWORDS],
        "dcat:theme": [{"@id": theme} for theme in _THEMES],
        "dct:issued": {"@type": "xsd:date", "@value": year["published_on"]},
        "dct:accrualPeriodicity": {"@id": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
        "dct:spatial": {"@id": "http://publications.europa.eu/resource/authority/country/JPN"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": fiscal_year_start(number).isoformat()},
            "dcat:endDate": {"@type": "xsd:date", "@value": fiscal_year_end(number).isoformat()},
        },
        "dcat:landingPage": {"@id": here},
        "dcat:distribution": [
            _distribution(here, "csv", "text/csv", "CSV"),
            _distribution(here, "json", "application/json", "JSON"),
        ],
    }


def _distribution(here: str, ending: str, media_type: str, name: str) -> dict[str, Any]:
    address = f"{here}/values.{ending}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _japanese(name),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
        "dct:format": {"@id": f"http://publications.europa.eu/resource/authority/file-type/{name}"},
        "dct:license": {"@id": LICENCE},
    }


def _publisher() -> dict[str, Any]:
    return {"@id": _AGENCY, "@type": "foaf:Agent", "foaf:name": _japanese("中小企業庁")}


def _japanese(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "ja"}
