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

# Operations one by one: name: what, operation, n, d, and the sides, each a name and the rest of its job's line: backend,
# precision and threads in Gramian, library and precision in a peer. Then the targets of the project: side, reference,
# and how many times the rate of the reference.
def algebra(operation, n, precision, threads):
    peer = ("python" if threads == 1 else "python2", "%s " + precision)
    sides = [
        ("openblas", "vector", "openblas %s %d" % (precision, threads)),
        ("cpu", "vector", "cpu %s %d" % (precision, threads)),
        ("numpy", peer[0], peer[1] % "numpy"),
    ]
    targets = [("openblas", "numpy", 0.95)]
    if precision == "double":
        sides.append(("openblas, EJML arguments", "vector", "openblas-ejml double %d" % threads))
        targets.append(("openblas, EJML arguments", "numpy", 0.75))
    if operation == "product":
        targets.append(("cpu", "numpy", 0.75))
    if operation == "cholesky":
        sides.append(("scipy dpotrf", peer[0], peer[1] % "scipy"))
        targets += [("openblas", "scipy dpotrf", 0.95), ("cpu", "scipy dpotrf", 1)]
    if operation == "eigen":
        targets.append(("cpu", "numpy", 0.4))
    if precision == "double" and threads == 1 and n <= 1024:
        sides.append(("EJML", "vector", "ejml double 1"))
        if operation != "product":
            targets.append(("cpu", "EJML", 5 if operation == "cholesky" else 10))
    what = "%s, n=%d, %s, %d thread%s" % (operation, n, precision, threads, "" if threads == 1 else "s")
    return what, operation, n, n, sides, targets


def gram(operation, n, d, precision, target):
    sides = [
        ("cpu", "vector", "cpu %s 1" % precision),
        ("openblas", "vector", "openblas %s 1" % precision),
        ("cpu, no Vector API", "plain", "cpu %s 1" % precision),
        ("openblas, no Vector API", "plain", "openblas %s 1" % precision),
        ("numpy", "python", "numpy-512 " + precision),
        ("numpy, norms folded", "python", "numpy " + precision),
    ]
    return "Gaussian %s, d=%d, %s, 1 thread" % (operation, d, precision), operation, n, d, sides, [("cpu", "numpy", target)]


OPERATIONS = {
    "%s-%d%s" % (name, n, "" if threads == 1 else "-t2"): algebra(operation, n, precision, threads)
    for threads in (1, 2)
    for name, operation, precision in (
        ("dgemm", "product", "double"),
        ("sgemm", "product", "float"),
        ("dpotrf", "cholesky", "double"),
        ("dsyevd", "eigen", "double"),
    )
    for n in (256, 1024, 2048)
}
OPERATIONS.update({
    "sums-64": gram("sums", 8192, 64, "double", 2.4),
    "self-sums-64": gram("self-sums", 8192, 64, "double", 2.4),
    "sums-784": gram("sums", 4096, 784, "double", 1.2),
    "self-sums-784": gram("self-sums", 4096, 784, "double", 1.2),
    "float-sums-64": gram("sums", 8192, 64, "float", 2),
    "times32-8": gram("times32", 8192, 8, "double", 2),
})

# sklearn adds and subtracts bounds on its way down the tree, which costs it half of the digits: 1e-8 to 2e-7
# from numpy, scipy and Gramian, which agree to 1e-13.
SKLEARN_TOLERANCE = 1e-6


class Worker:
    """A process that answers every line with one line."""

    def __init__(self, command, is_java, environment=None):
        self.is_java = is_java
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
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


class Operation:
    """One side of an operation, its times and its result."""

    def __init__(self, name, worker, spec, operation, n, data):
        self.name = name
        self.worker = worker
        self.file = os.path.join(data, "operation-" + name.replace(" ", "-").replace(",", ""))
        self.line = "operate %s %s %d %s" % (self.file, operation, n, spec)
        self.times = []

    def run(self):
        return float(self.worker.ask(self.line))

    def warm_up(self):
        spent = self.run()
        runs = 1
        while self.worker.is_java and spent < 4 and runs < 3000:
            spent += self.run()
            runs += 1

    def measure(self):
        """One round: the fastest of what fits into a quarter of a second, so that short calls are not all noise."""
        best = self.run()
        spent = best
        while spent < 0.25:
            seconds = self.run()
            best = min(best, seconds)
            spent += seconds
        self.times.append(best)

    def median(self):
        return statistics.median(self.times)

    result = Side.result


def operate(name, options, workers, data, report):
    """Runs one operation on all its sides, and adds its rows to the report; returns whether all agree."""
    what, operation, n, d, sides, targets = OPERATIONS[name]
    workers["vector"].ask("write %s %d %d" % (data, d, n))
    used = [side for side in sides if side[1] in workers]
    for worker in {workers[side[1]] for side in used}:
        worker.ask("load %s %d" % (data, d))
    sides = [Operation(side, workers[worker], spec, operation, n, data) for side, worker, spec in used]
    for side in sides:
        side.warm_up()
    for _ in range(options.rounds):
        for side in sides:
            side.measure()
    named = {side.name: side for side in sides}
    tolerance = 1e-3 if "float" in what else 1e-8
    reference = sides[0].result()
    largest = max(abs(number) for number in reference)
    pairs = 0 if d == n else n * n
    agree = True
    rows = []
    for side in sides:
        apart = difference(reference, side.result()) / largest
        agree = agree and apart <= tolerance
        time = "%.3f ms" % (side.median() * 1e3) + (", %.2f ns a pair" % (side.median() / pairs * 1e9) if pairs else "")
        verdicts = []
        for own, other, least in targets:
            if own == side.name and other in named:
                rate = named[other].median() / side.median()
                verdicts.append("%.2fx %s (>= %gx %s)" % (rate, other, least, "met" if rate >= least else "NOT MET"))
        rows.append("| %s | %s | %s | %s | %.1e%s | %s |" % (
            name, what, side.name, time, apart, "" if apart <= tolerance else " TOO FAR", "; ".join(verdicts)))
        name = what = ""
    print("\n".join(rows), flush=True)
    report += rows
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
        "- clock of the operations: %s" % options.clock,
        "- operations: the fastest call of a quarter of a second, the median of the rounds; difference relative to the"
        " largest number; 'Nx other' is the other's time over the side's",
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
    def plain(name):
        if name in OPERATIONS:
            return any(side[1] == "plain" for side in OPERATIONS[name][4])
        return CASES[name][4][0] == "plain"

    if any(plain(name) for name in names):
        workers["plain"] = Worker([options.java] + java, True)
    if importlib.util.find_spec("numpy"):  # without it the Python worker cannot even read the data
        peers = os.path.join(options.jmh, "compare", "peers.py")
        workers["python"] = Worker([sys.executable, peers], False)
        if any(name.endswith("-t2") for name in names):
            two = dict(os.environ, OPENBLAS_NUM_THREADS="2", OMP_NUM_THREADS="2", MKL_NUM_THREADS="2")
            workers["python2"] = Worker([sys.executable, peers], False, two)
    return workers


def main():
    parser = argparse.ArgumentParser(prog="jmh/compare/run.sh", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="case", help="of %s; default all" % ", ".join([*CASES, *OPERATIONS]))
    parser.add_argument("--points", type=int, default=20000, help="n = m (default 20000)")
    parser.add_argument("--rounds", type=int, default=5, help="default 5")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall", help="cpu: processor time of the thread"
                        " that works, for operations of one thread on a machine that does other things (default wall)")
    parser.add_argument("--java", default="java", help=argparse.SUPPRESS)
    parser.add_argument("--jmh", default="jmh", help=argparse.SUPPRESS)
    options = parser.parse_args()
    names = options.cases or [*CASES, *OPERATIONS]
    os.environ["GRAMIAN_COMPARE_CLOCK"] = options.clock
    for name in names:
        if name not in CASES and name not in OPERATIONS:
            parser.error("no case '%s'; there are %s" % (name, ", ".join([*CASES, *OPERATIONS])))

    folder = os.path.join(options.jmh, "target", "compare")
    data = os.path.join(folder, "data")
    os.makedirs(data, exist_ok=True)
    workers = start_workers(options, names)
    report = header(options, workers)
    print("\n".join(report), flush=True)

    agree = True
    densities = [name for name in names if name in CASES]
    if densities:
        report += [
            "",
            "| case | what | side | ns per pair | ratio | range | difference | target |",
            "|---|---|---|---:|---:|---:|---:|---|",
        ]
        print("\n".join(report[-3:]), flush=True)
    for name in densities:
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
    operations = [name for name in names if name in OPERATIONS]
    if operations:
        report += ["", "| case | what | side | time | difference | target |", "|---|---|---|---:|---:|---|"]
        print("\n".join(report[-3:]), flush=True)
    for name in operations:
        agree = operate(name, options, workers, data, report) and agree
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
