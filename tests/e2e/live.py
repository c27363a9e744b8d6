# SPDX-License-Identifier: GPL-3.0-or-later
"""From an event in the hall to a figure, over each live channel and without one; what people order on the command line
reaches the process that follows. No measurement: each wait ends with what it waits for."""
import datetime
import os
import signal
import subprocess
import time

from house import PATIENCE_S, SHUZHI, Home, done, failures, figure, ok, run, same, wait_until
from small_hall import ZONE, SmallHall


def connect(home, hall, *more):
    """A source that the hall's kind of channel is told of, as a data officer writes it."""
    run("sources", "add", "hall", "--url", hall.url, home=home)
    with open(os.path.join(home, "config", "sources", "hall.ini"), "a", encoding="ascii") as file:
        file.writelines(line + "\n" for line in more)


class Following:
    def __init__(self, home):
        self.process = subprocess.Popen([SHUZHI, "--home", home, "sync"], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self.process

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_S)


def count(home):
    """None while there is nothing to read yet."""
    told = run("query", "eval_count", "--period", "today", "--format", "csv", home=home, check=False)
    return float(told.stdout.splitlines()[1].split(",")[-1] or 0) if told.returncode == 0 else None


def a_hall(*words):
    """With a clock that stands still, so that today is one day."""
    hall = SmallHall(*words)
    hall.clock = datetime.datetime(2026, 11, 20, 14, 36, tzinfo=ZONE)
    return hall


def channel(kind, *lines):
    with Home() as home, a_hall(kind) as hall:
        for i in range(5):
            hall.put(f"E{i}")
        connect(home, hall, *lines)
        with Following(home):
            ok(hall.wait_for_channel(), f"{kind}: the channel is opened")
            ok(wait_until(lambda: count(home) == 5), f"{kind}: level with the hall", count(home))
            # The look that follows the opening is over when the channel alone is quiet.
            quiet = -1
            while quiet != hall.count_asked("/v1/"):
                quiet = hall.count_asked("/v1/")
                time.sleep(1.5)
            looks = hall.count_asked("/v1/datasets/")
            hall.put("E5")
            ok(wait_until(lambda: count(home) == 6), f"{kind}: an event in the hall reaches the figure", count(home))
            hall.put("E2", level=1)
            ok(wait_until(lambda: figure(home, "eval_satisfied_rate", "--period", "today") != 100),
               f"{kind}: and so does a correction")
            ok(hall.count_asked("/v1/datasets/") - looks < 20, f"{kind}: by the hints, not by asking again and again",
               hall.count_asked("/v1/datasets/") - looks)


def without_channel():
    for kind, lines in ((None, ()), (None, ("Live=websocket",)), ("sse", ("Live=no",))):
        with Home() as home, a_hall(kind) as hall:
            hall.put("E0")
            connect(home, hall, *lines)
            with Following(home):
                ok(wait_until(lambda: count(home) == 1), f"no channel {lines}: level")
                hall.put("E1")
                ok(wait_until(lambda: count(home) == 2), f"no channel {lines}: asking brings the event", count(home))
                same(hall.open_channels, 0, f"no channel {lines}: none was open")


def channel_lost():
    """The hall goes away with its channel and comes back at the same address: followed again, by itself."""
    with Home() as home:
        first = a_hall("sse")
        first.put("E0")
        connect(home, first)
        with Following(home):
            ok(first.wait_for_channel(), "lost: the channel is open")
            ok(wait_until(lambda: count(home) == 1), "lost: level")
            first.close()
            # Away for as long as it takes to be given up for the moment; nobody orders anything.
            ok(wait_until(lambda: failures(home) >= 2), "lost: it is tried in vain", failures(home))
            with a_hall("sse", first.port) as second:
                second.put("E0")
                second.put("E1")
                ok(second.wait_for_channel(), "lost: a new channel is opened to the hall that is back")
                ok(wait_until(lambda: count(home) == 2), "lost: what came while it was away is here", count(home))
                second.put("E2")
                ok(wait_until(lambda: count(home) == 3), "lost: and events come through the new one", count(home))


def orders():
    """`sources pause`, `resume`, `refetch` and `retry` reach a process that follows, whatever it waits for."""
    with Home() as home, a_hall("sse") as hall:
        hall.put("E0")
        connect(home, hall)
        with Following(home):
            ok(hall.wait_for_channel(), "orders: following")
            ok(wait_until(lambda: count(home) == 1), "orders: level")
            days = hall.count_asked("/days/")
            run("sources", "refetch", "hall", home=home)
            ok(wait_until(lambda: hall.count_asked("/days/") > days), "orders: refetch reads the history again")
            ok(hall.wait_for_channel(), "orders: and listens again")
            run("sources", "pause", "hall", home=home)
            ok(wait_until(lambda: hall.open_channels == 0), "orders: pause ends the channel", hall.open_channels)
            hall.put("E1")
            time.sleep(1)
            same(count(home), 1, "orders: nothing is fetched while it is paused")
            run("sources", "resume", "hall", home=home)
            ok(wait_until(lambda: count(home) == 2), "orders: resume fetches what came meanwhile", count(home))
        # Waiting for its next try, which would be a long time off.
        hall.close()
        with Following(home):
            def waits():
                return "waiting" in run("sources", "show", "hall", home=home).stdout
            ok(wait_until(waits), "orders: the hall is gone, the source waits")
            with a_hall("sse", hall.port) as back:
                back.put("E0")
                back.put("E1")
                back.put("E2")
                run("sources", "retry", "hall", home=home)
                ok(wait_until(lambda: count(home) == 3), "orders: retry does not wait for the time of the next try")


channel("sse")
channel("websocket", "Live=websocket")
without_channel()
channel_lost()
orders()
done()
