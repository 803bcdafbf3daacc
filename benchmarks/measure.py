"""What a piece of work costs: seconds, CPU seconds of this process and its children, memory."""

import re
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_EVERY = 2.0  # seconds between two looks at the memory; each costs tens of milliseconds of CPU


@dataclass(slots=True)
class Cost:
    """Filled when the block ends. Children count once they have ended and were waited for."""

    wall: float = 0.0  # seconds
    own_cpu: float = 0.0  # seconds, of this process
    children_cpu: float = 0.0
    peak: float = 0.0  # bytes: most that this process and all its descendants held at the same time

    @property
    def cpu(self) -> float:
        """CPU seconds in all."""
        return self.own_cpu + self.children_cpu


@contextmanager
def measured(leave_out: frozenset[int] = frozenset()) -> Iterator[Cost]:
    """The cost of the block. `leave_out`: processes whose memory is not the line's (the local server)."""
    cost, done = Cost(), threading.Event()
    watch = threading.Thread(target=_watch, args=(cost, done, leave_out), daemon=True)
    own, children, began = _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN), time.perf_counter()
    watch.start()
    try:
        yield cost
    finally:
        cost.wall = time.perf_counter() - began
        cost.own_cpu = _cpu(resource.RUSAGE_SELF) - own
        cost.children_cpu = _cpu(resource.RUSAGE_CHILDREN) - children
        done.set()
        watch.join()


def largest_process() -> tuple[float, float]:
    """Bytes that this process held at most, and its largest child (ru_maxrss).

    Of itself by VmHWM: ru_maxrss would begin with what the process held that started it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    own = int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return own * 1024.0, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024.0


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _watch(cost: Cost, done: threading.Event, leave_out: frozenset[int]) -> None:
    while not done.wait(_EVERY):
        cost.peak = max(cost.peak, _tree_memory(leave_out))


def _tree_memory(leave_out: frozenset[int]) -> float:
    """Bytes that belong to this process and its descendants now; shared pages are split among their users."""
    return sum(_proportional(pid) for pid in descendants() if pid not in leave_out)


def descendants(root: int | None = None) -> set[int]:
    """The process `root` (none: this one) and all that descend from it, by /proc."""
    own = int(Path("/proc/self").resolve().name) if root is None else root
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (words := _stat(entry)):
            parents[int(entry.name)] = int(words[1])
    tree = {own}
    while more := {pid for pid, parent in parents.items() if parent in tree and pid not in tree}:
        tree |= more
    return tree


def _stat(entry: Path) -> list[str]:
    """State, parent and so on; the name in parentheses before them may hold anything."""
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []  # it has ended


def _proportional(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(float(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
