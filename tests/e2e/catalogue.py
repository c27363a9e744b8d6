# SPDX-License-Identifier: GPL-3.0-or-later
"""Every indicator of the catalogue, computed over the last thirty days of a demo hall: none fails, and none is missing
but those named here with the reason."""
import csv
import io
import math

from house import Hall, Home, done, ok, query, run, skip

DAYS = 40
PERIOD = "last-30d"

# Where no figure is the right answer, and why.
MISSING = {}

# What is a share of a whole lies between 0 and 100; these may leave it, and why.
BEYOND = {
    "case_done_rate": "completed over accepted of the same period, not of the same cases",
    "case_accept_rate": "accepted over applied of the same period",
    "flow_business_ratio": "tickets over people who entered",
    "entity_growth_rate": "a fall is below zero",
}


def listed(home):
    text = run("indicators", "--format", "csv", home=home)
    ok(text.stderr.strip() == "", "the catalogue loads without a complaint", text.stderr)
    return list(csv.DictReader(io.StringIO(text.stdout)))


def compute(home, ids):
    """The figures of some indicators; asked one by one where they cannot be asked for together."""
    result = run("query", ",".join(ids), "--period", PERIOD, "--format", "csv", home=home, check=False)
    if result.returncode == 0:
        rows = list(csv.DictReader(io.StringIO(result.stdout)))
        return {id: rows[0].get(id) if rows else None for id in ids}, {}
    if len(ids) == 1:
        return {}, {ids[0]: result.stderr.strip()}
    values, errors = {}, {}
    for id in ids:
        value, error = compute(home, [id])
        values.update(value)
        errors.update(error)
    return values, errors


def check(indicator, value):
    id = indicator["id"]
    if value in (None, ""):
        if id in MISSING:
            return skip(id, "no figure: " + MISSING[id])
        return ok(False, id, "no figure, and no reason is known; computable: " + indicator["computable"] + " " + indicator["why"])
    try:
        number = float(value)
    except ValueError:
        return ok(value.strip() != "", id, value)
    if not math.isfinite(number):
        return ok(False, id, value)
    share = indicator["unit"] == "%" and id not in BEYOND
    ok((not share or -1e-6 <= number <= 100 + 1e-6) and (number >= 0 or id in BEYOND or "net" in id), id, value)


def breakdowns(home):
    """Some are made to be split: there is more than one part, and shares add up."""
    for id, by, whole in (("patrol_issue_share", "kind", True), ("device_type_count", "kind", False),
                          ("material_missing_top", "material", False), ("entity_type_share", "kind", True),
                          ("entity_industry_share", "industry", True), ("consult_count", "topic", False),
                          ("device_use_count", "device", False), ("people_channel_pref", "channel", True)):
        rows = [row for row in query(home, id, "--by", by, "--period", PERIOD) if row[id] is not None]
        total = sum(row[id] for row in rows)
        ok(len(rows) > 1 and (not whole or abs(total - 100) < 0.5), f"{id} by {by}", f"{len(rows)} parts, {total} in all")


def main():
    with Hall("--days", DAYS, "--windows", 40, "--seed", 11, "--speed", 0) as hall, Home() as home:
        run("sources", "add", "hall", "--url", hall.url, home=home)
        synced = run("sync", "--once", home=home)
        ok(" 0 refused" in synced.stdout + synced.stderr, "no row is refused", synced.stdout + synced.stderr)
        indicators = listed(home)
        ids = [indicator["id"] for indicator in indicators]
        ok(len(set(ids)) == len(ids), "each is listed once")
        ok(not set(MISSING) - set(ids), "the reasons name indicators that exist", sorted(set(MISSING) - set(ids)))
        values, errors = {}, {}
        for start in range(0, len(ids), 20):
            value, error = compute(home, ids[start : start + 20])
            values.update(value)
            errors.update(error)
        for indicator in indicators:
            if indicator["id"] in errors:
                ok(False, indicator["id"], errors[indicator["id"]])
            else:
                check(indicator, values.get(indicator["id"]))
        breakdowns(home)
    done()


main()
