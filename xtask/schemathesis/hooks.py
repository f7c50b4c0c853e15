"""What an OpenAPI document cannot say: values of a form that no pattern tells, and refusals that hang on state or on two
fields at once. A refusal is excused by its operation, slug, place and words, and no further."""

import itertools
import re

import schemathesis
from hypothesis import strategies as st

ZONES = ["Europe/London", "Europe/Oslo", "America/New_York", "Asia/Kolkata", "UTC"]
schemathesis.openapi.format("iana-time-zone", st.sampled_from(ZONES))

CALLS = itertools.count()

ANY = None
# (operation, slug, pointer, what its detail says): refusals of requests that keep to their schemas.
EXCUSED = [
    # API.md: If-Match -> 412 when stale; whether a tag is stale is not in its form.
    (ANY, "version-mismatch", ANY, ""),
    # RFC 8259, section 6: a reader may bound numbers; ours are those of 64 bits.
    (ANY, "invalid-request", "", "number out of range"),
    # API.md: opaque; only what a list gave is a cursor of it (the links follow those).
    (ANY, "invalid-request", "cursor", ""),
    # A field named twice: a pattern of eight names cannot count.
    (ANY, "invalid-request", "sort", "names .* twice"),
    # API.md: a code that breaks its own rules: 422.
    ("scan", "invalid-request", "/code", ""),
    # What a task holds is its state.
    ("pickTask", "invalid-request", "/lines/[0-9]+/sku", ""),
    # One SKU on two lines: which of the counts is right?
    ("countStock", "invalid-request", "/lines/[0-9]+/sku", "stands in this request twice"),
    ("pickWave", "invalid-request", "/lines/[0-9]+/sku", ""),
    ("packTask", "invalid-request", "/packages.*", ""),
    ("makeWave", "invalid-request", "/taskIds/[0-9]+", "stands in this request twice"),
    # Which bins there are, and what lies in them, is the warehouse's state.
    (ANY, "invalid-request", "/lines/[0-9]+/(bin|from|to)", "wrong bin|is to stay in"),
    # Which lists there are, and what is on them, is the floor's state.
    ("countStock", "invalid-request", "/listId", "there is no such"),
    ("countStock", "invalid-request", "/lines/[0-9]+/sku", "on this list"),
    # Two fields that must differ, or go together.
    ("planTransfer", "invalid-request", "/to", "must be another warehouse"),
    ("inspectGoods", "invalid-request", "/lines/[0-9]+/to", "already"),
    ("receiveGoods", "invalid-request", "/complete", "expectedReceiptId names none"),
    # How many digits a tax may have is its currency's.
    ("placeOrder", "invalid-request", "(/items/[0-9]+)?/taxes/[0-9]+/amount", "behind the point"),
    # One SKU on two lines of what is bought: whose price?
    ("orderGoods", "invalid-request", "/lines/[0-9]+/sku", "stands in this purchase order twice"),
    # What an order holds is its state.
    ("authoriseReturn", "invalid-request", "/lines/[0-9]+/sku", "is not in this order"),
    # A part of a zone or of a bin, for one that is not there, or with a field that it has not.
    (ANY, "invalid-request", "/(zones|bins)/.*", ""),
    # A part of a price, for a product that has none.
    ("changeProduct", "invalid-request", "/price", "a price has"),
]


@schemathesis.hook
def map_body(context, body):
    """API.md: quantities are integers, a wrong type is refused. JSON Schema counts 2.0 among the integers."""
    if isinstance(body, dict):
        return {name: map_body(context, value) for name, value in body.items()}
    if isinstance(body, list):
        return [map_body(context, value) for value in body]
    return int(body) if isinstance(body, float) and body.is_integer() else body


# What these do to a node cannot be undone by what follows, or makes all that follows a 409: they are asked of none.
OF_NO_NODE = ("fenceNode", "revokeNode")


@schemathesis.hook
def before_call(context, case, kwargs):
    """API.md: same key, other body -> 422. The generator draws the same keys again and again; each is made one of its own."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and re.fullmatch("[!-~]{1,255}", key):
        own = f"-{next(CALLS)}"
        case.headers["Idempotency-Key"] = key[: 255 - len(own)] + own
    if case.operation.definition.raw.get("operationId") in OF_NO_NODE:
        case.path_parameters["warehouseId"] = "NOWHERE"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    return failure.code != "ST202" or not excused(case, response)


def excused(case, response):
    try:
        problem = response.json()
    except ValueError:
        return False
    operation = case.operation.definition.raw.get("operationId")
    return any(
        of in (ANY, operation) and slug == slug_of(problem) and fits(problem, at, detail)
        for of, slug, at, detail in EXCUSED
    )


def slug_of(problem):
    return problem.get("type", "").rsplit("/", 1)[-1]


def fits(problem, at, detail):
    errors = problem.get("errors", [])
    return at is ANY or bool(errors) and all(
        re.fullmatch(at, error["pointer"]) and re.search(detail, error["detail"]) for error in errors
    )
