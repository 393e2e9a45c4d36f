from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from referencing import Registry
from referencing.jsonschema import DRAFT4

from extractor import Extractor
from extractor.record import ArticleRecord, Category, Method, Status
from extractor.writers.ocds import EXTENSIONS, OCID_PREFIX, PUBLISHER, release_package, write_ocds

DATA = Path(__file__).parents[1] / "data" / "ocds"
SAMPLES = Path(__file__).parents[2] / "samples"
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


@cache
def schemas() -> tuple[dict[str, Any], dict[str, Any]]:
    """The schemas of the package and of a release, this one with both extensions merged in (RFC 7396)."""
    package, release, extensions = (
        json.loads((DATA / name).read_text(encoding="utf-8"))
        for name in ("release-package-schema.json", "release-schema.json", "lots-and-bids-extensions.json")
    )
    return package, merged(release, extensions)


def merged(base: Any, patch: Any) -> Any:
    if not isinstance(base, dict) or not isinstance(patch, dict):
        return patch
    return {**base, **{key: merged(base.get(key), value) for key, value in patch.items()}}


@cache
def validator() -> jsonschema.Draft4Validator:
    package, release = schemas()
    registry: Registry[Any] = Registry().with_resource(release["id"], DRAFT4.create_resource(release))
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    assert {"uri", "date-time"} <= set(checker.checkers), "install jsonschema[format-nongpl]"
    return jsonschema.Draft4Validator(package, registry=registry, format_checker=checker)


def check(package: dict[str, Any]) -> None:
    """Valid by the schema and by what the schema does not say: no unknown keys, closed codes, whole references."""
    validator().validate(package)
    schema, release_schema = schemas()
    assert set(package) <= set(schema["properties"])
    for release in package["releases"]:
        assert list(unknown(release, release_schema, release_schema)) == []
        check_references(release)
        check_numbers(release)
    assert len({release["id"] for release in package["releases"]}) == len(package["releases"])


def unknown(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "release") -> Iterator[str]:
    """Keys that the schema does not know, and codes that are not in a closed list."""
    if "$ref" in schema:
        schema = root["definitions"][schema["$ref"].rsplit("/", 1)[-1]]
    if schema.get("openCodelist") is False:
        codes = schema.get("enum") or schema["items"]["enum"]
        yield from (f"{path}: {code}" for code in (value if isinstance(value, list) else [value]) if code not in codes)
    if isinstance(value, dict):
        for key, child in value.items():
            if key not in schema.get("properties", {}):
                yield f"{path}.{key}"
            else:
                yield from unknown(child, schema["properties"][key], root, f"{path}.{key}")
    if isinstance(value, list):
        for child in value:
            yield from unknown(child, schema["items"], root, path)


def check_references(release: dict[str, Any]) -> None:
    parties = {party["id"]: party for party in release.get("parties", [])}
    assert len(parties) == len(release.get("parties", []))
    lots = [lot["id"] for lot in release["tender"].get("lots", [])]
    assert len(lots) == len(set(lots))
    suppliers = [supplier for award in release.get("awards", []) for supplier in award.get("suppliers", [])]
    buyer = [release["buyer"]] if "buyer" in release else []
    for references, role in (
        (suppliers, "supplier"),
        (release["tender"].get("tenderers", []), "tenderer"),
        (buyer, "buyer"),
    ):
        for reference in references:
            assert parties[reference["id"]]["name"] == reference["name"]
            assert role in parties[reference["id"]]["roles"]
    for award in release.get("awards", []):
        assert set(award.get("relatedLots", [])) <= set(lots)
    awards = [award["id"] for award in release.get("awards", [])]
    assert len(awards) == len(set(awards))
    assert {contract["awardID"] for contract in release.get("contracts", [])} <= set(awards)


def check_numbers(value: Any) -> None:
    if isinstance(value, float):
        assert math.isfinite(value)
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        assert child not in (None, "", [], {})
        check_numbers(child)


def package_of(*records: ArticleRecord) -> dict[str, Any]:
    package: dict[str, Any] = json.loads("".join(write_ocds(records, exported=NOW)))
    check(package)
    return package


def record_of(**slots: Any) -> ArticleRecord:
    article = slots.pop("article", {"id": "a", "published": datetime.date(2026, 3, 10)})
    return ArticleRecord.model_validate(
        {"article": article, "tenders": [{"id": "t1", **slots}], "pipeline": {"version": "0"}}
    )


def test_a_full_record(full_record: ArticleRecord) -> None:
    package = package_of(full_record)
    [release] = package["releases"]
    tender = release["tender"]
    assert package["extensions"] == list(EXTENSIONS)
    assert package["publisher"]["name"] == PUBLISHER
    assert package["publishedDate"] == release["date"] == "2026-06-10T00:00:00Z"
    assert release["ocid"] == f"{OCID_PREFIX}-cig-A0123456BC"
    assert release["tag"] == ["tender", "award"]
    assert release["planning"] == {"budget": {"projectID": "B12C34000560001"}}
    assert (tender["status"], tender["procurementMethod"], tender["awardCriteria"]) == (
        "complete",
        "open",
        "ratedCriteria",
    )
    assert tender["value"] == {"amount": 5700000, "currency": "EUR"}
    assert tender["contractPeriod"]["durationInDays"] == 1461
    assert tender["tenderPeriod"] == {"endDate": "2026-04-30T23:59:59Z"}
    assert [lot["id"] for lot in tender["lots"]] == ["1", "2"]
    assert release["bids"]["statistics"] == [{"id": "bidders-1", "measure": "bidders", "value": 2, "relatedLot": "1"}]
    assert [(award["relatedLots"], [s["name"] for s in award["suppliers"]]) for award in release["awards"]] == [
        (["1"], ["Alfa Srl"]),
        (["2"], ["Beta Spa", "Coop Gamma"]),
    ]
    roles = {party["name"]: party["roles"] for party in release["parties"]}
    assert roles == {
        "Comune di Prova": ["buyer"],
        "Alfa Srl": ["supplier", "tenderer"],
        "Beta Spa": ["supplier", "tenderer", "leadTenderer"],
        "Coop Gamma": ["supplier", "tenderer"],
        "Delta Ristorazione": ["tenderer"],
        "Omega Srl": ["incumbent"],
    }
    [document] = tender["documents"]
    assert document["url"] == "https://example.org/mense?a=1&b=2"


def test_the_same_record_gives_the_same_bytes_with_and_without_its_text(full_record: ArticleRecord) -> None:
    once = "".join(write_ocds([full_record, full_record]))
    bare = full_record.model_copy(update={"article": full_record.article.model_copy(update={"extra": {}})})
    assert once == "".join(write_ocds([bare]))


def test_no_tender_is_no_package(full_record: ArticleRecord) -> None:
    assert list(write_ocds([full_record.model_copy(update={"tenders": ()})])) == []


@pytest.mark.parametrize(
    ("status", "tags", "tender", "award"),
    [
        ("planned", ["planning"], "planned", "active"),
        ("active", ["tender", "award"], "active", "active"),
        ("awarded", ["tender", "award"], "complete", "active"),
        ("unsuccessful", ["tender", "award"], "unsuccessful", "unsuccessful"),
        ("suspended", ["tender", "award"], "active", "pending"),
        ("cancelled", ["tender", "tenderCancellation", "award"], "cancelled", "cancelled"),
        ("terminated", ["tender", "award", "contract", "contractTermination"], "complete", "active"),
    ],
)
def test_status(status: str, tags: list[str], tender: str, award: str) -> None:
    [release] = package_of(record_of(status={"code": status}, suppliers=[{"name": "Alfa"}]))["releases"]
    assert (release["tag"], release["tender"]["status"], release["awards"][0]["status"]) == (tags, tender, award)
    assert [contract["status"] for contract in release.get("contracts", [])] == ["terminated"] * (
        status == "terminated"
    )


@pytest.mark.parametrize(
    ("duration", "days"), [("P48M", 1460), ("P4Y", 1460), ("P2Y6M", 912), ("P270D", 270), ("P2W", 14), ("P1.5Y", 548)]
)
def test_durations_become_days(duration: str, days: int) -> None:
    [release] = package_of(record_of(duration={"iso8601": duration}))["releases"]
    assert release["tender"]["contractPeriod"] == {"durationInDays": days}


def test_partial_dates_and_unit_prices_are_left_out() -> None:
    money = {"amount": Decimal(12), "currency": "EUR", "per": "unit"}
    [release] = package_of(record_of(start_date={"iso8601": "2026-04"}, awarded_value=money))["releases"]
    assert "contractPeriod" not in release["tender"]
    assert "value" not in release["awards"][0]


def test_a_total_beside_awards_of_lots_is_not_counted_twice() -> None:
    money = {"amount": Decimal(12), "currency": "EUR"}
    lots = [{"number": "1", "awarded_value": money, "suppliers": [{"name": "Alfa"}]}]
    [release] = package_of(record_of(awarded_value=money, suppliers=[{"name": "Alfa"}, {"name": "Beta"}], lots=lots))[
        "releases"
    ]
    assert [award.get("value") for award in release["awards"]] == [money, None]
    assert [supplier["name"] for supplier in release["awards"][1]["suppliers"]] == ["Beta"]


def test_lots_without_or_with_the_same_number_have_their_place() -> None:
    lots = [{"number": "1"}, {"number": None}, {"number": "1"}]
    [release] = package_of(record_of(lots=lots))["releases"]
    assert [lot["id"] for lot in release["tender"]["lots"]] == ["1", "place-2", "place-3"]


def test_articles_on_one_procedure_meet_in_its_cig_and_others_stay_apart() -> None:
    one, other = ({"id": id, "published": datetime.date(2026, 3, 10)} for id in "ab")
    cig = [{"code": "A0123456BC"}]
    ocids = [
        [r["ocid"] for r in package_of(record_of(article=a, cig=c))["releases"]]
        for a in (one, other)
        for c in (cig, [])
    ]
    assert ocids[0] == ocids[2]
    assert ocids[1] != ocids[3]


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://example.org/città?q=a b", "https://example.org/citt%C3%A0?q=a%20b"),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("non un indirizzo", None),
    ],
)
def test_addresses_become_uris(url: str, uri: str | None) -> None:
    [release] = package_of(record_of(article={"url": url}))["releases"]
    assert release["tender"]["documents"][0].get("url") == uri
    assert release["date"] == "2026-01-02T03:04:05Z"


# ------------------------------------------------------------------ any record
def options(alias: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(alias.__args__).map(lambda code: {"code": code})


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=8)
money = st.fixed_dictionaries(
    {"amount": st.decimals(0, 10**12, places=2), "currency": st.sampled_from(["EUR", "USD", "ITL"])},
    optional={"per": st.sampled_from(["P1Y", "unit"])},
)
days = st.dates() | st.sampled_from(["2026", "2026-04"])
shared = {
    "title": st.fixed_dictionaries({"text": texts}),
    "estimated_value": money,
    "awarded_value": money,
    "duration": st.sampled_from(["P1Y", "P30D", "P2Y6M"]).map(lambda value: {"iso8601": value}),
    "start_date": days.map(lambda day: {"iso8601": day}),
    "end_date": days.map(lambda day: {"iso8601": day}),
    "bidders": st.integers(0, 99).map(lambda count: {"count": count}),
    "suppliers": st.lists(
        st.fixed_dictionaries({"name": texts, "role": st.sampled_from(["lead", "member", None])}), max_size=3
    ),
}
names = st.lists(st.fixed_dictionaries({"name": texts}), max_size=2)
lots = st.lists(
    st.fixed_dictionaries({}, optional={"number": st.sampled_from(["1", "2", "A", None]), **shared}), max_size=3
)
tenders = st.fixed_dictionaries(
    {},
    optional={
        "buyer": st.fixed_dictionaries({"name": texts}),
        "status": options(Status),
        "category": options(Category),
        "method": options(Method),
        "bids_due": days.map(lambda day: {"iso8601": day}),
        "incumbents": names,
        "losing_bidders": names,
        "cig": st.lists(texts.map(lambda code: {"code": code}), max_size=2),
        "cup": st.lists(texts.map(lambda code: {"code": code}), max_size=2),
        "lots": lots,
        **shared,
    },
)


@settings(max_examples=60, deadline=None)
@given(tenders, st.none() | st.dates(), st.none() | texts)
def test_any_record_gives_a_valid_package(
    slots: dict[str, Any], published: datetime.date | None, url: str | None
) -> None:
    check(release_package([record_of(article={"published": published, "url": url}, **slots)], NOW))


def test_the_readme_lists_what_is_lost() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    losses = re.search(r"^### What OCDS has no place for$(.*?)(?=^##|\Z)", readme, re.M | re.S)
    assert losses is not None
    for slot in ("discount", "renewal", "suspended", "qualifier", "evidence"):
        assert slot in losses[1]


def test_every_sample_gives_a_valid_package(rules: Extractor) -> None:
    records = [
        rules.extract(file.read_text(encoding="utf-8"), id=file.stem) for file in sorted(SAMPLES.glob("articles/*.txt"))
    ]
    package = release_package(records, NOW)
    check(package)
    assert len(package["releases"]) == sum(len(record.tenders) for record in records) > 0
