"""`make bench`: loads rooms, serves the site and the yardstick, and measures both in turn.

It ends with 1 where a bar is broken. Times say little on a machine that others use; the ratios of one run do.
"""

from __future__ import annotations

import statistics
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

import django
from django.core.management import call_command
from django.db import connection

from bench import servers
from bench.loader import Client, Item, measure, per_second

ASKS, WARM, RUNS, CLIENTS, SECONDS = 40, 6, 3, 8, 4.0
THREAD = 1000
SIZES = (100, 10_000)
MILLION = 1_000_000


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    with servers.environment(anew=not options.keep):
        django.setup()
        if options.files:
            return _run_files(options)
        _prepare([*SIZES, *([MILLION] if options.million else [])])
        with servers.served(servers.SITE) as site, servers.served(servers.YARDSTICK) as yardstick:
            return _run(options, site, yardstick)


def _options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--million", action="store_true", help="also a room of 1,000,000 (some ten minutes)")
    parser.add_argument("--keep", action="store_true", help="go on with the rooms of the last run")
    parser.add_argument("--asks", type=int, default=ASKS, help="asks of each page (%(default)s)")
    parser.add_argument("--only", default="", help="only items whose name holds this; no bars then")
    parser.add_argument("--files", action="store_true", help="exports and reports instead of pages")
    return parser.parse_args(arguments)


def _prepare(sizes: Sequence[int]) -> None:
    """The database as an installation has it, with the rooms that are measured."""
    servers.clear_files()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for size in sizes:
        call_command("load_scale", contributions=size, yes=True)
    call_command("load_scale", contributions=THREAD + 200, thread=THREAD, room="thread", yes=True)
    # What needs the settings is loaded once they are there.
    from bench.coding import SIZES as CODED  # noqa: PLC0415
    from bench.coding import coded  # noqa: PLC0415

    for size in CODED:
        coded(size)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _run_files(options: Namespace) -> int:
    from bench import files  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("load_scale", contributions=SIZES[-1], yes=True)
    files.prepare()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    found = files.measured(options.only)
    _say("\n".join([*files.lines(found), ""]))
    kept = [] if options.only else files.bars(found)
    for bar in kept:
        _say(str(bar))
    return 0 if all(bar.holds for bar in kept) else 1


def _run(options: Namespace, site_port: int, yardstick_port: int) -> int:
    # What needs the settings is loaded once they are there.
    from bench.bars import bars  # noqa: PLC0415
    from bench.items import Site  # noqa: PLC0415
    from rooms.models import Room  # noqa: PLC0415

    here = Room.objects.filter(consultation__slug="benchmark").select_related("consultation")
    found = {room.slug: room for room in here}
    names = {f"scale-{size}": f"{size:,}" for size in (*SIZES, MILLION)} | {"thread": "thread"}
    site = Site(site_port, yardstick_port, {names[slug]: room for slug, room in found.items()})
    items = site.items(options.only)
    measure(items, asks=options.asks, warm=WARM)
    _print_items(items)
    if options.only:
        return 0
    rates = _rates(site)
    kept = bars({item.name: item for item in items}, rates)
    for name, rate in rates.items():
        _say(f"{name}: {rate:.0f} requests a second, {CLIENTS} clients")
    _say("")
    for bar in kept:
        _say(str(bar))
    return 0 if all(bar.holds for bar in kept) else 1


def _rates(site: object) -> dict[str, float]:
    """Requests a second of Y and of the room page in turn, the middle one of three runs."""
    from bench.items import Site, Y  # noqa: PLC0415
    from contributions.addresses import room_url  # noqa: PLC0415

    assert isinstance(site, Site)  # noqa: S101
    path, bare = room_url(site.rooms["10,000"]), site.yardstick_path()
    makers = {
        Y: lambda: site.getter(Client(site.yardstick_port), bare),
        "room": lambda: site.getter(site.client(), path),
    }
    runs: dict[str, list[float]] = {name: [] for name in makers}
    for _ in range(RUNS):
        for name, make in makers.items():
            runs[name].append(per_second(make, clients=CLIENTS, seconds=SECONDS))
    return {name: statistics.median(rates) for name, rates in runs.items()}


def _print_items(items: Sequence[Item]) -> None:
    bare = items[0].p50
    _say(f"{'':28}{'p50 ms':>8}{'p95 ms':>8}{'in Y':>7}{'SQL':>5}{'SQL ms':>8}{'kB sent':>9}")
    for item in items:
        figures = f"{item.p50:8.1f}{item.p95:8.1f}{item.p50 / bare:7.2f}{item.statements:5}"
        _say(f"{item.name:28}{figures}{item.statements_ms:8.1f}{item.size / 1000:9.1f}")
    _say("")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
