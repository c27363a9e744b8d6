# SPDX-License-Identifier: GPL-3.0-or-later
"""The two real logs through import and query, against figures computed here from the raw files."""
import csv
import os
import statistics
from datetime import datetime

from house import ALL, SHARED, Home, done, figure, near, ok, query, run, same, skip

RECEIPT = os.path.join(SHARED, "receipt", "receipt.csv")
BANK = os.path.join(SHARED, "bank-calls-log", "calls_1999-02-01_14.tsv")


def seconds(text):
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def receipt():
    if not os.path.exists(RECEIPT):
        return skip("receipt", f"{RECEIPT} is not there")
    with open(RECEIPT, newline="") as file:
        events = list(csv.DictReader(file))
    cases = {}
    for event in events:
        case = cases.setdefault(event["case:concept:name"], {"times": [], "deadline": None, "channel": None})
        case["times"].append(datetime.fromisoformat(event["time:timestamp"]))
        case["channel"] = event["case:channel"]
        if event["case:deadline"]:
            case["deadline"] = datetime.fromisoformat(event["case:deadline"])
    days = [(max(c["times"]) - min(c["times"])).total_seconds() / 86400 for c in cases.values()]
    late = sum(1 for c in cases.values() if c["deadline"] and max(c["times"]) > c["deadline"])
    channels = {}
    for case in cases.values():
        channels[case["channel"]] = channels.get(case["channel"], 0) + 1

    with Home() as home:
        run("import", RECEIPT, "--map", "receipt", home=home)
        same(figure(home, "case_receive_count"), float(len(cases)), "receipt: cases received")
        near(figure(home, "case_gross_days"), statistics.mean(days), "receipt: mean days from receipt to delivery", 2e-5)
        near(figure(home, "case_gross_days_p50"), statistics.median(days), "receipt: median of the same", 2e-4)
        same(figure(home, "case_overdue_count"), float(late), "receipt: overdue")
        by = {row["channel"]: row["case_receive_count"] for row in query(home, "case_receive_count", "--by", "channel")}
        same(by, {k: float(v) for k, v in channels.items()}, "receipt: by channel")
        steps = run("rows", "case_events", "--limit", "100000", "--format", "csv", home=home).stdout
        same(len(list(csv.reader(steps.splitlines()))) - 1, len(events), "receipt: steps")
        monthly = query(home, "case_receive_count", "--grain", "month", "--from", "2010-10-01", "--to", "2012-02-01")
        same(sum(r["case_receive_count"] or 0 for r in monthly), float(len(cases)), "receipt: the months add up")
        same(len(monthly), 16, "receipt: every month of the span is there")
        run("import", RECEIPT, "--map", "receipt", home=home)
        same(figure(home, "case_receive_count"), float(len(cases)), "receipt: importing again changes nothing")
        doctor = run("doctor", home=home, check=False)
        ok(doctor.returncode == 0, "receipt: doctor finds nothing", doctor.stdout + doctor.stderr)


def bank():
    if not os.path.exists(BANK):
        return skip("bank-calls", f"{BANK} is not there")
    with open(BANK, encoding="latin-1", newline="") as file:
        calls = list(csv.DictReader(file, delimiter="\t"))
    calls = [{k.strip(): v.strip() for k, v in call.items()} for call in calls]
    real = [c for c in calls if c["outcome"] != "PHANTOM"]
    served = [c for c in real if c["outcome"] == "AGENT"]
    gave_up = [c for c in real if c["outcome"] == "HANG"]
    waits = [int(c["q_time"]) for c in served]

    with Home() as home:
        report = run("import", BANK, "--map", "bank-calls", home=home)
        text = report.stdout + report.stderr
        ok(str(len(calls) - len(real)) in text and "PHANTOM" in text, "bank: the rows left out are counted, with the reason",
           text)
        same(figure(home, "ticket_count"), float(len(real)), "bank: tickets")
        near(figure(home, "ticket_abandon_rate"), 100 * len(gave_up) / len(real), "bank: share abandoned", 1e-6)
        near(figure(home, "wait_avg"), statistics.mean(waits) / 60, "bank: mean wait", 1e-9)
        by = query(home, "call_count", "--by", "staff")
        same(len([r for r in by if r["call_count"]]), len({c["server"] for c in served}), "bank: staff")
        kinds = {r["kind"]: r["ticket_count"] for r in query(home, "ticket_count", "--by", "kind")}
        expected = {}
        for call in real:
            expected[call["type"]] = expected.get(call["type"], 0.0) + 1
        same(kinds, expected, "bank: by kind")
        daily = query(home, "ticket_count", "--grain", "day", "--from", "1999-02-01", "--to", "1999-02-15")
        expected = {}
        for call in real:
            day = f"19{call['date'][:2]}-{call['date'][2:4]}-{call['date'][4:]}"
            expected[day] = expected.get(day, 0.0) + 1
        same({r["period"]: r["ticket_count"] for r in daily}, expected, "bank: by day")
        p90 = figure(home, "wait_p90")
        exact = statistics.quantiles(waits, n=10, method="inclusive")[8] / 60
        near(p90, exact, "bank: 90th percentile within the stated bound", max(1e-9, exact * 0.005))


receipt()
bank()
done()
