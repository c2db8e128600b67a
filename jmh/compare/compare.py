"""Runs the cases in Gramian and in the peers by turns and prints medians and ratios: see jmh/README.md."""

import argparse
import array
import datetime
import importlib.util
import os
import statistics
import subprocess
import sys

GRAMIAN = ("vector", "gramian double 1")
GRAMIAN_FLOAT = ("vector", "gramian float 1")

# A side is a name, the worker it runs in and the rest of its job's line; a peer's job ends in the part of the
# queries it answers: 20 stands for the first twentieth, which is enough of the slow ones.
NUMPY = [
    ("numpy", "python", "numpy64 1"),
    ("numpy, norms folded", "python", "numpy64-folded 1"),
]
NUMPY_FLOAT = [
    ("numpy float32", "python", "numpy32 1"),
    ("numpy float32, norms folded", "python", "numpy32-folded 1"),
]
SCIPY = [
    ("scipy pdf", "python", "scipy-pdf 1"),
    ("scipy logpdf", "python", "scipy-logpdf 1"),
]
SCIPY_TENTH = [
    ("scipy pdf", "python", "scipy-pdf 10"),
    ("scipy logpdf", "python", "scipy-logpdf 10"),
]
SKLEARN = [
    ("sklearn kd_tree", "python", "sklearn-kd 20"),
    ("sklearn ball_tree", "python", "sklearn-ball 20"),
]
DOUBLE = [("Gramian double", *GRAMIAN)]

# name: what, d, h, tolerance, Gramian's side, peers, targets of the project for peer / Gramian
CASES = {
    "d2": ("double, 1 thread", 2, 0.5, 1e-9, GRAMIAN, NUMPY + SCIPY + SKLEARN, {"scipy pdf": 8, "sklearn": 30}),
    "d8": ("double, 1 thread", 8, 0.5, 1e-9, GRAMIAN, NUMPY + SCIPY + SKLEARN, {"scipy pdf": 7, "sklearn": 25}),
    "d64": ("double, 1 thread", 64, 2.0, 1e-9, GRAMIAN, NUMPY + SCIPY_TENTH + SKLEARN, {"numpy": 2}),
    "float-d2": ("float, 1 thread", 2, 0.5, 1e-4, GRAMIAN_FLOAT, DOUBLE + NUMPY_FLOAT, {"Gramian double": 2}),
    "float-d8": ("float, 1 thread", 8, 0.5, 1e-4, GRAMIAN_FLOAT, DOUBLE + NUMPY_FLOAT, {"Gramian double": 2}),
    "threads-d2": ("double, 2 threads", 2, 0.5, 1e-9, ("vector", "gramian double 2"), DOUBLE, {"Gramian double": 1.9}),
    "threads-d8": ("double, 2 threads", 8, 0.5, 1e-9, ("vector", "gramian double 2"), DOUBLE, {"Gramian double": 1.9}),
    "plain-d2": ("double, 1 thread, no Vector API", 2, 0.5, 1e-9, ("plain", "gramian double 1"), SCIPY[:1], {"scipy pdf": 3}),
}

# sklearn adds and subtracts bounds on its way down the tree, which costs it half of the digits: 1e-8 to 2e-7
# from numpy, scipy and Gramian, which agree to 1e-13.
SKLEARN_TOLERANCE = 1e-6


class Worker:
    """A process that answers every line with one line."""

    def __init__(self, command, is_java):
        self.is_java = is_java
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer.startswith("ok"):
            raise SystemExit("failed: %s: %s" % (line, answer or "the process ended"))
        return answer[2:].strip()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Side:
    """One of those compared in a case, its times and its result."""

    def __init__(self, name, worker, job, data, bandwidth, points):
        self.name = name
        self.worker = worker
        self.part = 1 if worker.is_java else int(job.split()[-1])
        self.file = os.path.join(data, "result-" + name.replace(" ", "-").replace(",", ""))
        self.line = "run %s %r %s" % (self.file, bandwidth, job)
        self.points = points
        self.times = []

    def run(self):
        """Returns ns per pair."""
        seconds, queries = self.worker.ask(self.line).split()
        return float(seconds) / (int(queries) * self.points) * 1e9

    def result(self):
        numbers = array.array("d")
        with open(self.file, "rb") as stream:
            numbers.frombytes(stream.read())
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers[:200]

    def tolerance(self, of_case):
        return SKLEARN_TOLERANCE if self.name.startswith("sklearn") else of_case

    def median(self):
        return statistics.median(self.times)


def warm_up(side):
    """The peers once; Gramian until the JIT compiler has seen several seconds of this very work."""
    nanoseconds = side.run() * side.points**2
    while side.worker.is_java and nanoseconds < 5e9:
        nanoseconds += side.run() * side.points**2


def difference(one, other):
    """The largest absolute difference; NaN, which is no agreement, counts as infinite."""
    return max(abs(a - b) if abs(a - b) >= 0 else float("inf") for a, b in zip(one, other))


def rows_of(name, case, sides, report):
    """Adds the rows of a case's table to the report; returns whether all agree."""
    what, d, h, tolerance, _, _, targets = case
    gramian, peers = sides[0], sides[1:]
    report.append(
        "| %s | %s, d=%d, h=%g | Gramian | %.3f | | | | |" % (name, what, d, h, gramian.median())
    )
    agree = True
    trees = [peer for peer in peers if peer.name.startswith("sklearn")]
    quoted_tree = min(trees, key=Side.median) if trees else None
    for peer in peers:
        ratios = [theirs / ours for theirs, ours in zip(peer.times, gramian.times)]
        ratio = peer.median() / gramian.median()
        apart = difference(gramian.result(), peer.result())
        close = apart <= peer.tolerance(tolerance)
        agree = agree and close
        target = targets.get("sklearn" if peer is quoted_tree else peer.name.split(",")[0])
        verdict = "" if target is None else ">= %gx %s" % (target, "met" if ratio >= target else "NOT MET")
        report.append(
            "| | | %s | %.3f | %.2fx | %.2f..%.2f | %.1e%s | %s |"
            % (
                peer.name + ("" if peer.part == 1 else " (1/%d of the queries)" % peer.part),
                peer.median(),
                ratio,
                min(ratios),
                max(ratios),
                apart,
                "" if close else " TOO FAR",
                verdict,
            )
        )
    return agree


def header(options, workers):
    cpu = "unknown CPU"
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            cpu = next((line.split(":")[1].strip() for line in stream if line.startswith("model name")), cpu)
    return [
        "# Comparison of %s" % datetime.datetime.now().strftime("%Y-%m-%d %H:%M"),
        "",
        "- CPU: %s, %d cores; load at the start %s" % (cpu, os.cpu_count(), load()),
        "- Gramian: " + workers["vector"].ask("version"),
        "- Python %d.%d.%d: " % sys.version_info[:3] + versions(workers),
        "- %d data points and %d queries, standard normal; %d rounds by turns"
        % (options.points, options.points, options.rounds),
        "- ns per pair (one query, one data point): the median of the rounds; the ratio is that of the medians,"
        " its range that of the rounds",
        "- Gramian's time includes its set-up (copying, checking, packing), a peer's does not",
        "- difference: the largest of the log-densities of the first 200 queries from Gramian's",
        "",
        "| case | what | side | ns per pair | ratio | range | difference | target |",
        "|---|---|---|---:|---:|---:|---:|---|",
    ]


def load():
    return "%.2f" % os.getloadavg()[0] if hasattr(os, "getloadavg") else "unknown"


def versions(workers):
    return workers["python"].ask("version") if "python" in workers else "numpy missing, and so the other peers"


def usable(peer, workers):
    """Whether the library of a peer is there."""
    name, worker, _ = peer
    return worker in workers and name.split()[0].strip(",") + " missing" not in versions(workers)


def start_workers(options, names):
    jar = os.path.join(options.jmh, "target", "benchmarks.jar")
    java = ["-cp", jar, "io.gramian.jmh.CompareWorker"]
    workers = {"vector": Worker([options.java, "--add-modules", "jdk.incubator.vector"] + java, True)}
    if any(CASES[name][4][0] == "plain" for name in names):
        workers["plain"] = Worker([options.java] + java, True)
    if importlib.util.find_spec("numpy"):  # without it the Python worker cannot even read the data
        peers = os.path.join(options.jmh, "compare", "peers.py")
        workers["python"] = Worker([sys.executable, peers], False)
    return workers


def main():
    parser = argparse.ArgumentParser(prog="jmh/compare/run.sh", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="case", help="of %s; default all" % ", ".join(CASES))
    parser.add_argument("--points", type=int, default=20000, help="n = m (default 20000)")
    parser.add_argument("--rounds", type=int, default=5, help="default 5")
    parser.add_argument("--java", default="java", help=argparse.SUPPRESS)
    parser.add_argument("--jmh", default="jmh", help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = options.cases or list(CASES)
    for name in names:
        if name not in CASES:
            parser.error("no case '%s'; there are %s" % (name, ", ".join(CASES)))

    folder = os.path.join(options.jmh, "target", "compare")
    data = os.path.join(folder, "data")
    os.makedirs(data, exist_ok=True)
    workers = start_workers(options, names)
    report = header(options, workers)
    print("\n".join(report), flush=True)

    agree = True
    for name in names:
        case = CASES[name]
        _, d, h, _, gramian, peers, _ = case
        workers["vector"].ask("write %s %d %d" % (data, d, options.points))
        for worker in workers.values():
            worker.ask("load %s %d" % (data, d))
        sides = [
            Side(side, workers[worker], job, data, h, options.points)
            for side, worker, job in [("Gramian", *gramian)] + [peer for peer in peers if usable(peer, workers)]
        ]
        for side in sides:
            warm_up(side)
        for _ in range(options.rounds):
            for side in sides:
                side.times.append(side.run())
        rows = []
        agree = rows_of(name, case, sides, rows) and agree
        print("\n".join(rows), flush=True)
        report += rows
    for worker in workers.values():
        worker.close()
    report.append("\nLoad at the end: " + load())
    print(report[-1])

    if not agree:
        report.append("\nFAILED: not all sides computed the same numbers.")
        print(report[-1])
    path = os.path.join(folder, datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S") + ".md")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("\n".join(report) + "\n")
    print("\nsaved to " + os.path.relpath(path))
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
