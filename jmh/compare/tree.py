"""Gramian's exact sum, its tree and scikit-learn's tree by turns on one problem: times, ratios and true errors.

Points and queries from five unit Gaussians four units apart. Processor seconds are compared, since the machine may be
shared; wall-clock seconds stand beside them. See jmh/README.md.
"""

import argparse
import os
import statistics
import subprocess
import tempfile
import time

import numpy

parser = argparse.ArgumentParser()
parser.add_argument("--java", default="java")
parser.add_argument("--jar", default=os.path.join(os.path.dirname(__file__), "../target/benchmarks.jar"))
parser.add_argument("--points", type=int, default=1_000_000)
parser.add_argument("--queries", type=int, default=100_000)
parser.add_argument("--bandwidth", type=float, default=0.1)
parser.add_argument("--tolerance", type=float, default=1e-3)
parser.add_argument("--kernel", default="gaussian")
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--exact-part", type=int, default=500, help="queries the exact sum answers")
parser.add_argument("--sklearn-part", type=int, default=500, help="queries scikit-learn answers")
options = parser.parse_args()

centres = numpy.array([[0, 0], [4, 0], [0, 4], [-4, 0], [0, -4]], dtype=float)
random = numpy.random.default_rng(1)


def draw(n):
    return random.standard_normal((n, 2)) + centres[random.integers(0, 5, n)]


x = draw(options.points)
queries = draw(options.queries)
with tempfile.TemporaryDirectory() as folder:
    files = [os.path.join(folder, name) for name in ("points", "queries")]
    x.astype("<f8").tofile(files[0])
    queries.astype("<f8").tofile(files[1])
    command = [options.java, "--add-modules", "jdk.incubator.vector", "-cp", options.jar, "io.gramian.jmh.CompareTree"]
    command += files + ["2", options.kernel, str(options.bandwidth), str(options.tolerance), str(options.threads)]
    worker = subprocess.Popen(
        command + [str(options.exact_part)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True)

    def ask(question):
        worker.stdin.write(question + "\n")
        worker.stdin.flush()
        return [float(number) for number in worker.stdout.readline().split()]

    try:
        from sklearn.neighbors import KernelDensity
    except ImportError:
        KernelDensity = None
        print("scikit-learn is not installed: Gramian alone")

    def sklearn():
        density = KernelDensity(
            bandwidth=options.bandwidth, kernel=options.kernel, algorithm="kd_tree", rtol=options.tolerance)
        cpu, wall = time.process_time(), time.perf_counter()
        density.fit(x)
        fit_cpu, fit_wall = time.process_time() - cpu, time.perf_counter() - wall
        density.score_samples(queries[: options.sklearn_part])
        scale = options.queries / options.sklearn_part
        query_cpu = (time.process_time() - cpu - fit_cpu) * scale
        query_wall = (time.perf_counter() - wall - fit_wall) * scale
        return fit_wall, fit_cpu, fit_wall + query_wall, fit_cpu + query_cpu

    def exact():
        fit_wall, fit_cpu, wall, cpu, _ = ask("exact")
        scale = options.queries / options.exact_part
        return fit_wall, fit_cpu, fit_wall + (wall - fit_wall) * scale, fit_cpu + (cpu - fit_cpu) * scale

    def tree():
        return ask("tree")[:4]

    sides = {"exact": exact, "tree": tree}
    if KernelDensity is not None:
        sides["scikit-learn"] = sklearn
    ask("exact")
    ask("tree")  # once each to warm up
    times = {name: [] for name in sides}
    for _ in range(options.rounds):
        for name, side in sides.items():
            times[name].append(side())
    print("%d points, %d queries, %s, h=%g, relative tolerance %g, Gramian on %d thread(s)" % (
        options.points, options.queries, options.kernel, options.bandwidth, options.tolerance, options.threads))
    print("processor seconds (wall-clock seconds), median of %d; exact scaled up from %d queries, scikit-learn from %d" % (
        options.rounds, options.exact_part, options.sklearn_part))
    middle = {}
    for name, rounds in times.items():
        fit_wall, fit, wall, cpu = (statistics.median(column) for column in zip(*rounds))
        middle[name] = cpu
        print("%-12s fit %7.3f (%7.3f)  fit and queries %9.3f (%9.3f)" % (name, fit, fit_wall, cpu, wall))
    for name in middle:
        if name != "tree":
            print("tree is %.0f times as fast as %s" % (middle[name] / middle["tree"], name))
    print("largest relative error of Gramian's tree: %.2g" % ask("check")[0])
    worker.stdin.close()
    worker.wait()
