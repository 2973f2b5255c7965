"""`council bench figures` asks what every page of reporting asks."""

from typing import Any, cast

from council_reporting.api import routes
from council_reporting.application import Publication
from council_reporting.rules import Bands
from fastapi import FastAPI

from bench.figures import FILES, OF_TODAY, QUESTIONS


def test_the_question_of_every_page_is_measured():
    unused = cast("Any", None)  # the routes are only named here, none is called
    publication = Publication(unused, unused, unused, unused, Bands(), unused)
    service = FastAPI()
    service.include_router(routes(unused, unused, unused, unused, Bands(), publication, {}))
    asked = {path for path, operations in service.openapi()["paths"].items() if "get" in operations}
    assert {each.route for each in QUESTIONS.values()} == asked - FILES - OF_TODAY
    assert asked > FILES | OF_TODAY
