"""Samples of determinantal point processes by Gramian and by DPPy, by turns on the same kernels: milliseconds a sample.

DPPy is not part of this repository; --dppy names a folder with a copy of https://github.com/guilgautier/DPPy. Processor
seconds are compared, since the machine may be shared; wall-clock times stand beside them. See jmh/README.md.
"""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):  # before NumPy is loaded
    os.environ.setdefault(variable, "1")

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy

parser = argparse.ArgumentParser()
parser.add_argument("--dppy", help="folder of DPPy; Gramian alone without it")
parser.add_argument("--java", default="java")
parser.add_argument("--jar", default=os.path.join(os.path.dirname(__file__), "../target/benchmarks.jar"))
parser.add_argument("--items", type=int, default=2000)
parser.add_argument("--rank", type=int, default=100, help="of the projection kernel, and the size of the k-DPP")
parser.add_argument("--length-scale", type=float, default=0.175, help="of the Gaussian likelihood kernel in the plane")
parser.add_argument("--many", type=int, default=5000, help="points in space for intermediate sampling")
parser.add_argument("--expected", type=float, default=20, help="size of its samples")
parser.add_argument("--backend", default="cpu", help="cpu or openblas")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--heap", default="4g")
options = parser.parse_args()

generator = numpy.random.default_rng(1)
span, _ = numpy.linalg.qr(generator.standard_normal((options.items, options.rank)))
points = generator.standard_normal((options.items, 2))
squares = (points**2).sum(1)
distances = numpy.maximum(squares[:, None] + squares[None] - 2 * points @ points.T, 0)
likelihood = numpy.exp(-distances / (2 * options.length_scale**2))
many = generator.standard_normal((options.many, 3))

warnings.simplefilter("ignore")
for name, kind in (("int", int), ("float", float), ("complex", complex), ("bool", bool), ("complex_", complex)):
    if not hasattr(numpy, name):  # DPPy was written for an older NumPy
        setattr(numpy, name, kind)


def timed(call, seed, samples):
    cpu, wall = time.process_time(), time.perf_counter()
    sizes = [len(call(1000 * seed + sample)) for sample in range(samples)]
    return (time.process_time() - cpu) / samples, (time.perf_counter() - wall) / samples, statistics.mean(sizes)


class Peer:
    """DPPy's side. A first sample comes from a new object, a further one from the object of the round."""

    def __init__(self):
        sys.path.insert(0, options.dppy)
        from dppy.finite_dpps import FiniteDPP
        from sklearn.gaussian_process.kernels import RBF

        self.process = FiniteDPP
        self.kernel = RBF(1.0)

    def projection(self, seed, samples):
        def sample(seed):
            process = self.process("correlation", projection=True, K_eig_dec=(numpy.ones(options.rank), span))
            return process.sample_exact(random_state=seed)

        return timed(sample, seed, samples)

    def first(self, seed, samples):
        def sample(seed):
            self.likelihood = self.process("likelihood", L=likelihood)
            return self.likelihood.sample_exact(random_state=seed)

        return timed(sample, seed, samples)

    def further(self, seed, samples):
        return timed(lambda seed: self.likelihood.sample_exact(random_state=seed), seed, samples)

    def prepared(self, seed, samples):
        process = self.process("correlation", projection=True, K_eig_dec=(numpy.ones(options.rank), span))
        return timed(lambda seed: process.sample_exact(random_state=seed), seed, samples)

    def spectral(self, seed, samples):
        return self.further(seed, samples)

    def fixed_first(self, seed, samples):
        return timed(lambda seed: self.likelihood.sample_exact_k_dpp(options.rank, random_state=seed), seed, samples)

    def fixed_further(self, seed, samples):
        return self.fixed_first(seed, samples)

    def vfx_first(self, seed, samples):
        def sample(seed):
            self.intermediate = self.process("likelihood", L_eval_X_data=(self.kernel, many))
            return self.vfx(seed)

        return timed(sample, seed, samples)

    def vfx_further(self, seed, samples):
        return timed(self.vfx, seed, samples)

    def vfx(self, seed):
        return self.intermediate.sample_exact(
            mode="vfx", random_state=seed, desired_expected_size=options.expected, verbose=False)


class Own:
    """Gramian's side, a process that answers questions."""

    def __init__(self, folder):
        span.astype("<f8").tofile(os.path.join(folder, "span"))
        likelihood.astype("<f8").tofile(os.path.join(folder, "likelihood"))
        many.astype("<f8").tofile(os.path.join(folder, "many"))
        command = [options.java, "--add-modules", "jdk.incubator.vector", "-Xmx" + options.heap, "-cp", options.jar]
        command += ["io.gramian.jmh.CompareDpp", folder, str(options.items), str(options.rank), options.backend]
        command += [str(options.many), str(options.expected)]
        self.worker = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, question, seed, samples):
        self.worker.stdin.write("%s %d %d\n" % (question, seed, samples))
        self.worker.stdin.flush()
        return tuple(float(number) for number in self.worker.stdout.readline().split())

    def __getattr__(self, question):
        return lambda seed, samples: self.ask(question, seed, samples)


QUESTIONS = {  # with the samples of a round
    "projection": ("projection of rank %d from its span, first sample" % options.rank, 20),
    "prepared": ("projection of rank %d, each further one" % options.rank, 20),
    "first": ("L-ensemble, first sample from the matrix", 1),
    "further": ("L-ensemble, each further one, no spectrum", 10),
    "spectral": ("L-ensemble, each further one, after a spectrum", 10),
    "fixed_first": ("k-DPP of %d, first after the spectrum" % options.rank, 1),
    "fixed_further": ("k-DPP of %d, each further one" % options.rank, 20),
    "vfx_first": ("intermediate sampling of %d, first sample" % options.many, 1),
    "vfx_further": ("intermediate sampling, each further one", 10),
}

with tempfile.TemporaryDirectory() as folder:
    own = Own(folder)
    sides = {"Gramian": own}
    if options.dppy:
        sides["DPPy"] = Peer()
    for seed in range(1, 6):  # warms up
        for question, (_, samples) in QUESTIONS.items():
            own.ask(question, -seed, samples)
    results = {(side, question): [] for side in sides for question in QUESTIONS}
    for seed in range(1, options.rounds + 1):
        for side, worker in sides.items():
            for question, (_, samples) in QUESTIONS.items():
                results[side, question].append(getattr(worker, question)(seed, samples))
    print("%d items, backend %s, one thread for everybody, %d rounds" % (options.items, options.backend, options.rounds))
    print("processor milliseconds a sample (wall-clock), medians; mean size of the samples")
    for question, (title, _) in QUESTIONS.items():
        times = {}
        for side in sides:
            cpu, wall, size = (statistics.median(column) for column in zip(*results[side, question]))
            times[side] = cpu
            print("%-48s %-8s %10.3f (%10.3f)  %.0f" % (title, side, 1e3 * cpu, 1e3 * wall, size))
        if "DPPy" in times:
            print("%-48s %.1fx" % ("", times["DPPy"] / times["Gramian"]))
    own.worker.stdin.close()
    own.worker.wait()
