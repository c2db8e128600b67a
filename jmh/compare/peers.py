"""The Python side of the comparison: a process that stays and does one job a line, as CompareWorker does.

    load DIR D               reads the data points and the queries in R^D
    run FILE H SIDE STRIDE   writes the log-densities of every STRIDE-th part of the queries to FILE
    operate FILE OPERATION SIZE SIDE PRECISION
                             does an operation, as CompareOperations names them, and writes some of its numbers to FILE
    version                  says which versions of which libraries, and what is missing

Every line is answered by one line: "ok", then for run the seconds it took and the number of queries, and for operate
the seconds. What
does not depend on the queries (the constructor, the tree) is made before and not timed.
"""

import importlib
import math
import os
import sys
import time

LIBRARIES = ("numpy", "scipy", "sklearn")


def found():
    modules = {}
    for name in LIBRARIES:
        try:
            modules[name] = importlib.import_module({"scipy": "scipy.stats"}.get(name, name))
            modules[name] = sys.modules[name]
        except ImportError:
            pass
    return modules


def log_normaliser(n, d, h):
    return -math.log(n) - d * math.log(h) - 0.5 * d * math.log(2 * math.pi)


def blocked(y, h, dtype, rows, folded):
    """The Gaussian sums by matrix products of blocks of queries with all data points, in place.

    folded: the squared norms are two more coordinates of the product instead of two passes over the block.
    """
    import numpy as np

    n, d = y.shape
    y = (y / h).astype(dtype)
    norms = (0.5 * (y * y).sum(axis=1)).astype(dtype)
    ones = np.ones(n, dtype)
    right = np.ascontiguousarray((np.column_stack((y, ones, -norms)) if folded else y).T)
    buffer = np.empty((rows, n), dtype)

    def log_density(x):
        x = (x / h).astype(dtype)
        own = (0.5 * (x * x).sum(axis=1)).astype(dtype)
        left = np.column_stack((x, -own, np.ones(len(x), dtype))) if folded else x
        sums = np.empty(len(x))
        for start in range(0, len(x), rows):
            block = buffer[: min(rows, len(x) - start)]
            np.matmul(left[start : start + rows], right, out=block)
            if not folded:
                block -= norms
                block -= own[start : start + rows, None]
            np.exp(block, out=block)
            sums[start : start + rows] = block.sum(axis=1)
        return np.log(sums) + log_normaliser(n, d, h)

    return log_density


def scipy_estimate(y, h):
    """A gaussian_kde whose covariance is exactly h^2 I.

    Its constructor estimates the covariance of the data unless these attributes are there already; their
    names are those of scipy 1.10 and later, and of before.
    """
    import numpy as np
    from scipy.stats import gaussian_kde

    identity = np.eye(y.shape[1])
    estimate = gaussian_kde.__new__(gaussian_kde)
    estimate._data_covariance = identity
    estimate._data_cho_cov = identity
    estimate._data_inv_cov = identity
    estimate.__init__(y.T, bw_method=h)
    if not np.allclose(estimate.covariance, h * h * identity, rtol=1e-12, atol=0):
        raise RuntimeError("this scipy does not take the covariance")
    return estimate


def evaluator(side, y, h):
    """Returns the function from queries to what the peer gives, and whether that is the log already."""
    if side.startswith("numpy"):
        import numpy as np

        dtype = np.float32 if "32" in side else np.float64
        folded = side.endswith("folded")
        return blocked(y, h, dtype, 64 if folded else 512, folded), True
    if side == "scipy-pdf":
        estimate = scipy_estimate(y, h)
        return (lambda x: estimate(x.T)), False
    if side == "scipy-logpdf":
        estimate = scipy_estimate(y, h)
        return (lambda x: estimate.logpdf(x.T)), True
    from sklearn.neighbors import KernelDensity

    tree = {"sklearn-kd": "kd_tree", "sklearn-ball": "ball_tree"}[side]
    estimate = KernelDensity(bandwidth=h, algorithm=tree, kernel="gaussian", rtol=0, atol=0).fit(y)
    return estimate.score_samples, True


def plain_sums(y, x, name, dtype):
    """The same by blocks of 512 rows: product, norms added, exp, product with the columns."""
    import numpy as np

    n = len(x)
    count = 32 if name.endswith("32") else 1
    columns = np.cos(np.arange(n * count, dtype=np.float64)).astype(dtype).reshape(n, count)
    own = (0.5 * (x * x).sum(axis=1)).astype(dtype)
    norms = (0.5 * (y * y).sum(axis=1)).astype(dtype)
    right = np.ascontiguousarray(y.T)
    buffer = np.empty((512, n), dtype)

    def sums():
        result = np.empty((n, count), dtype)
        for start in range(0, n, 512):
            part = buffer[: min(512, n - start)]
            np.matmul(x[start : start + 512], right, out=part)
            part -= own[start : start + 512, None]
            part -= norms
            np.exp(part, out=part)
            np.matmul(part, columns, out=result[start : start + 512])
        return result

    return sums


def operation(name, side, x, y, dtype):
    """Returns a function of no arguments, and one from its result to the numbers that are compared."""
    import numpy as np

    n, d = x.shape
    a = x.astype(dtype)
    if name == "product":
        b = y.astype(dtype)
        target = np.empty((n, n), dtype)
        return (lambda: np.matmul(a, b, out=target)), (lambda c: c.ravel()[:200])
    if name == "cholesky":
        s = a @ a.T / dtype(n) + np.eye(n, dtype=dtype)
        if side == "numpy":
            return (lambda: np.linalg.cholesky(s)), (lambda c: c[-1, :200])
        from scipy.linalg import lapack

        columns = np.asfortranarray(s)
        potrf = lapack.dpotrf if dtype == np.float64 else lapack.spotrf
        return (lambda: potrf(columns, lower=1, clean=1)[0]), (lambda c: c[-1, :200])
    if name == "eigen":
        s = (a + a.T) / 2
        return (lambda: np.linalg.eigh(s)), (lambda pair: pair[0][::-1][:200])
    # Gaussian row sums or products with 32 columns, blocks by matrix product and exp, norms folded into the product
    rows = y if name.startswith("self") else x
    scaled = (y / math.sqrt(d)).astype(dtype)
    right = np.ascontiguousarray(
        np.column_stack((scaled, np.ones(n, dtype), (-0.5 * (scaled * scaled).sum(axis=1)).astype(dtype))).T
    )
    queries = (rows / math.sqrt(d)).astype(dtype)
    own = (-0.5 * (queries * queries).sum(axis=1)).astype(dtype)
    left = np.column_stack((queries, own, np.ones(n, dtype)))
    if side == "numpy-512":
        return plain_sums(scaled, queries, name, dtype), (lambda c: c.ravel()[:200])
    count = 32 if name.endswith("32") else 1
    columns = np.cos(np.arange(n * count, dtype=np.float64)).astype(dtype).reshape(n, count)
    block = 64 if d < 128 else 512
    buffer = np.empty((block, n), dtype)

    def sums():
        result = np.empty((n, count), dtype)
        for start in range(0, n, block):
            part = buffer[: min(block, n - start)]
            np.matmul(left[start : start + block], right, out=part)
            np.exp(part, out=part)
            np.matmul(part, columns, out=result[start : start + block])
        return result

    return sums, (lambda c: c.ravel()[:200])


def main():
    import numpy as np

    clock = time.thread_time if os.environ.get("GRAMIAN_COMPARE_CLOCK") == "cpu" else time.perf_counter

    evaluators = {}
    operations = {}
    for line in sys.stdin:
        words = line.split()
        if words[0] == "load":
            d = int(words[2])
            x = np.fromfile(os.path.join(words[1], "x%d" % d), "<f8").reshape(-1, d)
            y = np.fromfile(os.path.join(words[1], "y%d" % d), "<f8").reshape(-1, d)
            evaluators = {}
            operations = {}
            print("ok", flush=True)
        elif words[0] == "run":
            key = (words[3], words[2])
            if key not in evaluators:
                evaluators[key] = evaluator(words[3], y, float(words[2]))
            function, is_log = evaluators[key]
            queries = x[: max(1, len(x) // int(words[4]))]
            start = time.perf_counter()
            result = function(queries)
            seconds = time.perf_counter() - start
            (result if is_log else np.log(result)).astype("<f8").tofile(words[1])
            print("ok", seconds, len(queries), flush=True)
        elif words[0] == "operate":
            key = tuple(words[2:])
            if key not in operations:
                dtype = np.float64 if words[5] == "double" else np.float32
                operations[key] = operation(words[2], words[4], x, y, dtype)
            function, numbers = operations[key]
            start = clock()
            result = function()
            seconds = clock() - start
            numbers(result).astype("<f8").tofile(words[1])
            print("ok", seconds, flush=True)
        elif words[0] == "version":
            modules = found()
            print(
                "ok",
                ", ".join(
                    "%s %s" % (name, modules[name].__version__) if name in modules else name + " missing"
                    for name in LIBRARIES
                ),
                flush=True,
            )


if __name__ == "__main__":
    if sys.argv[1:] == ["count"]:
        print(len(found()))
    else:
        main()
