"""Randomly pivoted Cholesky by Gramian and by its authors' Python, by turns on the same points: times and trace errors.

The authors' code is not part of this repository; --authors names a folder with a copy of
https://github.com/eepperly/Randomly-Pivoted-Cholesky. Normal points, Gaussian kernel. Processor seconds are compared,
since the machine may be shared; wall-clock seconds stand beside them. See jmh/README.md.
"""

import os

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
for variable in THREADS:  # before NumPy is loaded; one thread for everybody unless the environment says more
    os.environ.setdefault(variable, "1")

import argparse
import statistics
import subprocess
import sys
import tempfile
import time

import numpy

parser = argparse.ArgumentParser()
parser.add_argument("--authors", help="folder of the authors' code; Gramian alone without it")
parser.add_argument("--java", default="java")
parser.add_argument("--jar", default=os.path.join(os.path.dirname(__file__), "../target/benchmarks.jar"))
parser.add_argument("--points", type=int, default=100_000)
parser.add_argument("--dimension", type=int, default=10)
parser.add_argument("--length-scale", type=float, default=2.0)
parser.add_argument("--rank", type=int, default=1000)
parser.add_argument("--backend", default="cpu", help="cpu or openblas")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--simple-rounds", type=int, default=1, help="rounds in which the simple ways take part")
parser.add_argument("--heap", default="6g")
options = parser.parse_args()
threads = int(os.environ["OPENBLAS_NUM_THREADS"])

x = numpy.random.default_rng(1).standard_normal((options.points, options.dimension))


def authors(accelerated):
    matrix = KernelMatrix(x, kernel="gaussian", bandwidth=options.length_scale)
    cpu, wall = time.process_time(), time.perf_counter()
    found = rpcholesky(matrix, options.rank, accelerated=accelerated)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    # The factor has a row for each pivot, and K(x, x) = 1: what is left of the trace.
    left = options.points - numpy.einsum("ij,ij->", found.G, found.G)
    return wall, cpu, left / options.points, found.G.shape[0]


with tempfile.TemporaryDirectory() as folder:
    points = os.path.join(folder, "points")
    x.astype("<f8").tofile(points)
    command = [options.java, "--add-modules", "jdk.incubator.vector", "-Xmx" + options.heap, "-cp", options.jar]
    command += ["io.gramian.jmh.CompareCholesky", points, str(options.dimension), str(options.length_scale)]
    command += [str(options.rank), options.backend, str(threads)]
    worker = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def ask(question, seed):
        worker.stdin.write("%s %d\n" % (question, seed))
        worker.stdin.flush()
        wall, cpu, error, rank = (float(number) for number in worker.stdout.readline().split())
        return wall, cpu, error, int(rank)

    sides = {"accelerated": lambda seed: ask("accelerated", seed)}
    simple = {"simple": lambda seed: ask("simple", seed)}
    if options.authors:
        sys.path.insert(0, options.authors)
        from matrix import KernelMatrix
        from rpcholesky import rpcholesky

        sides["authors' accelerated"] = lambda seed: authors(True)
        simple["authors' simple"] = lambda seed: authors(False)
    ask("accelerated", 0)  # warms up
    results = {name: [] for name in (*sides, *simple)}
    for seed in range(1, options.rounds + 1):
        turn = {**sides, **simple} if seed <= options.simple_rounds else sides
        for name, side in turn.items():
            results[name].append(side(seed))
    print("%d points, d=%d, gaussian(%g), rank %d, backend %s, %d thread(s) for everybody" % (
        options.points, options.dimension, options.length_scale, options.rank, options.backend, threads))
    print("processor seconds (wall-clock seconds), medians; trace errors of each round")
    own = statistics.median(cpu for _, cpu, _, _ in results["accelerated"])
    for name, rounds in results.items():
        if rounds:
            wall, cpu = (statistics.median(column) for column in list(zip(*rounds))[:2])
            errors = " ".join("%.5g" % error for _, _, error, _ in rounds)
            ranks = {rank for _, _, _, rank in rounds}
            print("%-22s %8.2f (%8.2f)  %5.1fx  rank %s  %s" % (
                name, cpu, wall, cpu / own, "/".join(map(str, sorted(ranks))), errors))
    worker.stdin.close()
    worker.wait()
