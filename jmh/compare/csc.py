"""Convolutional sparse coding of one picture by Gramian and by SPORCO, by turns: milliseconds an iteration of ADMM.

SPORCO is not part of this repository; --sporco names a folder with a copy of https://github.com/bwohlberg/sporco. It runs on
pyFFTW and NumExpr where they are installed, with one thread; without pyFFTW its times are those of SciPy's transforms. Both
sides have the same numbers, rho, relaxation and penalty, so they make the same iterations, and the objectives show it.
Processor seconds are compared, since the machine may be shared, medians and best rounds; wall-clock times stand beside them.
See jmh/README.md.
"""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is loaded

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import types
import warnings

import numpy

here = os.path.dirname(__file__)
parser = argparse.ArgumentParser()
parser.add_argument("--sporco", help="folder of SPORCO; Gramian alone without it")
parser.add_argument("--java", default="java")
parser.add_argument("--jar", default=os.path.join(here, "../target/benchmarks.jar"))
parser.add_argument("--picture", default=os.path.join(
    here, "../../examples/src/main/resources/io/gramian/examples/data/camera.png"))
parser.add_argument("--side", type=int, default=256)
parser.add_argument("--filters", type=int, nargs="*", default=[36, 144], help="36 or 144, of 12 x 12")
parser.add_argument("--precisions", nargs="*", default=["double", "float"])
parser.add_argument("--penalty", type=float, default=0.05)
parser.add_argument("--rho", type=float, default=0.5)
parser.add_argument("--rounds", type=int, default=7)
parser.add_argument("--iterations", type=int, default=5, help="of a round")
parser.add_argument("--whole", type=int, default=50, help="iterations of a whole coding, set-up included; 0 for none")
parser.add_argument("--threads", type=int, default=1, help="of Gramian")
parser.add_argument("--heap", default="3g")
options = parser.parse_args()


def timed(call):
    cpu, wall = time.process_time(), time.perf_counter()
    objective = call()
    return time.process_time() - cpu, time.perf_counter() - wall, objective


class Peer:
    """SPORCO's side. The plain one has its default options but for the rho; the fast one keeps the factor of its linear
    systems and computes neither residuals nor objectives, without which nobody knows when to stop."""

    def __init__(self, is_fast, with_numexpr, folder):
        self.is_fast = is_fast
        self.with_numexpr = with_numexpr
        self.folder = folder

    def options(self, rho, iterations):
        return cbpdn.ConvBPDN.Options({
            "Verbose": False, "MaxMainIter": iterations, "RelStopTol": 0.0, "rho": rho, "RelaxParam": 1.8,
            "AutoRho": {"Enabled": False}, "FastSolve": self.is_fast, "HighMemSolve": self.is_fast})

    def problem(self, filters, precision, iterations):
        kind = {"double": numpy.float64, "float": numpy.float32}[precision]
        picture = numpy.fromfile(os.path.join(self.folder, "picture")).reshape(options.side, options.side)
        atoms = numpy.fromfile(os.path.join(self.folder, "dictionary%d" % filters)).reshape(filters, 12, 12)
        return cbpdn.ConvBPDN(atoms.transpose(1, 2, 0).astype(kind), picture.astype(kind), options.penalty,
                              self.options(options.rho, iterations), dimK=0)

    def begin(self, filters, precision):
        self.coding = self.problem(filters, precision, options.iterations)

    def objective(self, coding):
        return float("nan") if self.is_fast else coding.itstat[-1].ObjFun

    def steps(self):
        def run():
            linalg.have_numexpr = self.with_numexpr
            self.coding.solve()
            return self.objective(self.coding)

        return timed(run)

    def solve(self, filters, precision):
        def run():
            linalg.have_numexpr = self.with_numexpr
            coding = self.problem(filters, precision, options.whole)
            coding.solve()
            residual = coding.reconstruct().squeeze() - coding.S.squeeze()
            return 0.5 * float((residual**2).sum()) + options.penalty * float(abs(coding.getcoef()).sum())

        return timed(run)


class Own:
    """Gramian's side, a process that answers questions."""

    def __init__(self, folder):
        command = [options.java, "--add-modules", "jdk.incubator.vector", "-Xmx" + options.heap, "-cp", options.jar]
        command += ["io.gramian.jmh.CompareCsc", folder, options.picture, str(options.side), str(options.threads)]
        self.worker = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.worker.stdout.readline()

    def ask(self, question):
        self.worker.stdin.write(question + "\n")
        self.worker.stdin.flush()
        return self.worker.stdout.readline()

    def numbers(self, question):
        return tuple(float(number) for number in self.ask(question).split())

    def begin(self, filters, precision):
        self.ask("begin %d %s" % (filters, precision))

    def steps(self):
        return self.numbers("steps %r %r %d" % (options.rho, options.penalty, options.iterations))

    def solve(self, filters, precision):
        return self.numbers("solve %d %s %r %r %d" % (filters, precision, options.rho, options.penalty, options.whole))


def report(title, iterations, times):
    reference = None
    for side, rounds in times.items():
        cpu = [1e3 * one[0] / iterations for one in rounds]
        wall = statistics.median(1e3 * one[1] / iterations for one in rounds)
        median, best = statistics.median(cpu), min(cpu)
        reference = reference or (median, best)
        print("%-22s %-16s %8.1f %5.1fx %8.1f %5.1fx  (%8.1f)  %.10g" % (
            title, side, median, median / reference[0], best, best / reference[1], wall, rounds[-1][2]), flush=True)
        title = ""


with tempfile.TemporaryDirectory() as folder:
    own = Own(folder)
    sides = {"Gramian": own}
    if options.sporco:
        sys.path.insert(0, options.sporco)
        for absent in ("filetype", "imageio", "imageio.v3"):  # for reading pictures
            sys.modules[absent] = types.ModuleType(absent)
        sys.modules["filetype"].is_image = None
        warnings.simplefilter("ignore")
        from sporco import fft, linalg
        from sporco.admm import cbpdn

        fft.pyfftw_threads = 1
        print("SPORCO with pyFFTW: %s, NumExpr: %s" % (fft.have_pyfftw, linalg.have_numexpr))
        sides["SPORCO"] = Peer(False, False, folder)
        if linalg.have_numexpr:
            sides["SPORCO, NumExpr"] = Peer(False, True, folder)
        sides["SPORCO, fast"] = Peer(True, False, folder)
    print("%d x %d, lambda %g, rho %g; Gramian with %d thread(s), SPORCO with one"
          % (options.side, options.side, options.penalty, options.rho, options.threads))
    print("%-39s processor ms an iteration: median of %d rounds by turns, over Gramian's; best round, over Gramian's;"
          " (median of wall-clock ms); objective" % ("", options.rounds))
    for filters in options.filters:
        for precision in options.precisions:
            own.begin(filters, precision)
            for _ in range(8):  # warms up
                own.steps()
            for side in sides.values():
                side.begin(filters, precision)
                side.steps()
            times = {name: [] for name in sides}
            for _ in range(options.rounds):
                for name, side in sides.items():
                    times[name].append(side.steps())
            report("%d filters, %s" % (filters, precision), options.iterations, times)
            if options.whole:
                own.solve(filters, precision)
                report("  whole coding", options.whole, {
                    name: [side.solve(filters, precision)] for name, side in sides.items()})
    own.worker.stdin.close()
    own.worker.wait()
