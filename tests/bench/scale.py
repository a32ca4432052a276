# Copyright (c) 2026, The timesync.meinberg maintainers
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make scale``: what a whole audit costs with more and more devices, and what it leaves behind."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .measure import ROOT, Run, conditions, fill, median, play, simulator
from .watch import Peaks, Watch, marked

PAGE = ROOT / "docs" / "scale.md"
SIZES = (1, 100, 300, 1000)
"""The first is what start-up costs: everything that is paid once, whatever the number of hosts."""

MOST = 1.2
"""How many times what a host costs among few it may cost among many."""

MIB_A_HOST = 0.25
"""How much memory the largest process may take for each host more."""

HEAD = (
    "hosts", "whole run", "a host", "CPU", "a host", "largest process", "all, PSS", "all, RSS", "processes", "threads",
    "descriptors",
)  # fmt: skip

MARK = "TIMESYNC_SCALE"


@dataclass(frozen=True)
class Point:
    """The audits of so many hosts."""

    hosts: int
    run: Run
    peaks: Peaks
    left: tuple[str, ...]
    """What was there after the audit and should not have been: processes, temporary files."""


@dataclass(frozen=True)
class Growth:
    """What each host more costs, from one number of hosts to a larger one."""

    seconds: float
    cpu_seconds: float
    mebibytes: float
    """Of the largest process."""
    together_mib: float
    """Of all processes."""

    @classmethod
    def between(cls, small: Point, large: Point) -> Growth:
        """Of two numbers of hosts."""
        more = large.hosts - small.hosts
        return cls(
            seconds=(large.run.seconds - small.run.seconds) / more,
            cpu_seconds=(large.run.cpu_seconds - small.run.cpu_seconds) / more,
            mebibytes=(large.peaks.largest_mib - small.peaks.largest_mib) / more,
            together_mib=(large.peaks.together_mib - small.peaks.together_mib) / more,
        )


def main() -> int:
    """Measure, print the table, with ``--write`` put it into the page; 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each number of hosts is audited; medians count")
    parser.add_argument("--write", action="store_true", help=f"write the table to {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    others = f"Load of the machine by other work, before the first run: {os.getloadavg()[0]:.1f}."
    with tempfile.TemporaryDirectory() as folder:
        points = [measure(Path(folder), hosts, options.runs) for hosts in SIZES]
    text = "\n".join([conditions("make scale", options.runs), others, "", *table(points)])
    print(text)
    if options.write:
        fill(PAGE, "scale", text)
    broken = problems(points)
    print("\n".join(broken), file=sys.stderr)
    return 1 if broken else 0


def measure(folder: Path, hosts: int, runs: int) -> Point:
    """Audit so many devices, half LANTIME and half microSync, with all reports.

    Time and memory are taken in runs of their own, since to look at the pages of a process keeps it waiting; with no
    ``runs`` both are taken in one.
    """
    home, temporary = folder / f"home-{hosts}", folder / f"tmp-{hosts}"
    temporary.mkdir()
    mark = uuid.uuid4().hex
    environment = {MARK: mark, "TMPDIR": str(temporary), "ANSIBLE_HOME": str(home)}
    reports = folder / f"reports-{hosts}"
    arguments = ("-e", f"compliance_report_dir={reports}", "-e", f"@{Path(__file__).with_name('variables.yml')}")
    playbook = ROOT / "playbooks" / "audit.yml"
    with simulator(folder, f"mixed:{hosts}", tls=True) as inventory:
        with Watch(mark) as watch:
            watched = play(playbook, inventory, *arguments, environment=environment)
        left = [f"process {number}" for number in marked(mark)]
        run = median(playbook, inventory, runs, *arguments, environment=environment) if runs else watched
    left += [str(path.relative_to(folder)) for place in (temporary, home) for path in files(place)]
    left += [str(path.relative_to(folder)) for path in files(reports) if path.name.startswith(".")]
    return Point(hosts, run, watch.peaks, tuple(left))


def files(folder: Path) -> list[Path]:
    """All files below a folder, hidden ones too."""
    return [path for path in sorted(folder.rglob("*")) if not path.is_dir()]


def table(points: Sequence[Point]) -> list[str]:
    """A row for each number of hosts, and what they say together."""
    one, small, *_middle, large = points
    rows = []
    for point in points:
        run, peaks = point.run, point.peaks
        cells = (
            f"{point.hosts:,}",
            *(f"{run.seconds:.1f} s", per_host(one, point, "seconds")),
            *(f"{run.cpu_seconds:.1f} s", per_host(one, point, "cpu_seconds")),
            *(f"{size:.0f} MiB" for size in (peaks.largest_mib, peaks.together_mib, peaks.resident_mib)),
            *(str(count) for count in (peaks.processes, peaks.threads, peaks.descriptors)),
        )
        rows.append(f"| {' | '.join(cells)} |")
    left = [name for point in points for name in point.left]
    return [
        f"| {' | '.join(HEAD)} |",
        f"| {' | '.join('---' for _column in HEAD)} |",
        *rows,
        "",
        f"- A host among {large.hosts:,} costs {ratio(points, 'cpu_seconds'):.2f} times the CPU time and "
        f"{ratio(points, 'seconds'):.2f} times the wall time of one among {small.hosts}.",
        f"- Start-up included, it is {share(small, large, 'cpu_seconds'):.2f} times the CPU time and "
        f"{share(small, large, 'seconds'):.2f} times the wall time.",
        *(
            f"- From {less.hosts:,} to {more.hosts:,} hosts each host more takes {growth.mebibytes:.2f} MiB in the "
            f"largest process,\n  {growth.together_mib:.2f} MiB in all of them together."
            for less, more, growth in steps(points)
        ),
        f"- Left after the runs: {', '.join(left) or 'no process, no temporary file'}.",
    ]


def steps(points: Sequence[Point]) -> list[tuple[Point, Point, Growth]]:
    """Each number of hosts with the next, from the second on: at the first start-up is the largest of all."""
    pairs = zip(points[1:], points[2:], strict=False)
    return [(small, large, Growth.between(small, large)) for small, large in pairs]


def per_host(one: Point, point: Point, name: str) -> str:
    """What each host but the first took, of a figure; the first one's share is start-up."""
    return "–" if point is one else f"{getattr(Growth.between(one, point), name) * 1000:.1f} ms"


def ratio(points: Sequence[Point], name: str) -> float:
    """The cost of a host at the most hosts, as a multiple of that at the second number of hosts; without start-up."""
    one, hundred, *_middle, most = points
    return getattr(Growth.between(one, most), name) / getattr(Growth.between(one, hundred), name)


def share(small: Point, large: Point, name: str) -> float:
    """The same with start-up."""
    return (getattr(large.run, name) / large.hosts) / (getattr(small.run, name) / small.hosts)


def problems(points: Sequence[Point], most: float = MOST) -> list[str]:
    """What is not as it should be, in a sentence each."""
    _one, small, *_middle, large = points
    found = [f"after {point.hosts} hosts there is left: {', '.join(point.left)}" for point in points if point.left]
    if (times := ratio(points, "cpu_seconds")) > most:
        found.append(f"a host among {large.hosts} takes {times:.2f} times the CPU time of one among {small.hosts}")
    for name in ("processes", "threads", "descriptors"):
        few, many = (getattr(point.peaks, name) for point in (small, large))
        if many > few * most:
            found.append(f"{many} {name} at {large.hosts} hosts, {few} at {small.hosts}")
    for less, more, growth in steps(points):
        if growth.mebibytes > MIB_A_HOST:
            found.append(f"{growth.mebibytes:.2f} MiB for each host more from {less.hosts} to {more.hosts}")
    return found


if __name__ == "__main__":
    sys.exit(main())
