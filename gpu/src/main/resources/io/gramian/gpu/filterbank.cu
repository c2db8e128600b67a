// The iterations of a filter bank on maps that lie one after the other, [map][position], and on their spectra, [map][bin],
// complex numbers interleaved. Signals, their spectra and all sums are in double precision. profiles.cu stands before, and
// the number CHANNELS of a filter, so that what a thread holds for each of them is in registers, where they are few.
// The maps of a group belong to one channel, or to all where the filters have channels of their own.

#define THREADS 256
#define HAS_FEW_CHANNELS (CHANNELS <= 8)
#if HAS_FEW_CHANNELS
#define FOR_CHANNELS UNROLL
#else
#define FOR_CHANNELS ROLLED
#endif

// Filters and frequencies: spectra d [channel][filter][bin], q = ridge + weight of the filter times the power of the
// gradient at the bin, and how long the last axis is, by which bins stand for their mirror images too.
struct Bank {
    const REAL *d;
    const double *power;
    const double *gradientWeights;
    double ridge;
    long long bins;
    long long filters;
    long long length;
    double inverseSize;
};

DEVICE double quadratic(const Bank &bank, long long bin, long long m) {
    return bank.ridge + bank.gradientWeights[m] * bank.power[bin];
}

DEVICE double multiplicity(const Bank &bank, long long bin) {
    const long long k = bin % (bank.length / 2 + 1);
    return k == 0 || 2 * k == bank.length ? 1 : 2;
}

// Adds sum_m d_m scale_m z_m to g, with scale 1, or rho / (rho + q_m) where rho is not zero.
DEVICE void addDots(const Bank &bank, const REAL *z, long long bin, double rho, double *g) {
    for (long long m = 0; m < bank.filters; m++) {
        const double scale = rho == 0 ? 1 : rho / (rho + quadratic(bank, bin, m));
        const double re = scale * z[2 * (m * bank.bins + bin)];
        const double im = scale * z[2 * (m * bank.bins + bin) + 1];
        FOR_CHANNELS
        for (int c = 0; c < CHANNELS; c++) {
            const REAL *d = bank.d + 2 * ((c * bank.filters + m) * bank.bins + bin);
            g[2 * c] += d[0] * re - d[1] * im;
            g[2 * c + 1] += d[0] * im + d[1] * re;
        }
    }
}

// z_m = alpha_m z_m + beta_m sum_c conj(d_cm) g_c.
DEVICE void respond(const Bank &bank, REAL *z, long long bin, long long m, double alpha, double beta, const double *g) {
    double re = 0;
    double im = 0;
    FOR_CHANNELS
    for (int c = 0; c < CHANNELS; c++) {
        const REAL *d = bank.d + 2 * ((c * bank.filters + m) * bank.bins + bin);
        re += d[0] * g[2 * c] + d[1] * g[2 * c + 1];
        im += d[0] * g[2 * c + 1] - d[1] * g[2 * c];
    }
    REAL *number = z + 2 * (m * bank.bins + bin);
    number[0] = (REAL)(alpha * number[0] + beta * re);
    number[1] = (REAL)(alpha * number[1] + beta * im);
}

// The matrix of a thread over the channels: in registers, or entry after entry for all threads in device memory.
#if HAS_FEW_CHANNELS
struct System {
    double entries[2 * CHANNELS * CHANNELS];

    DEVICE_METHOD System(double *, long long, long long) {}
    DEVICE_METHOD double &operator[](int k) { return entries[k]; }
};
#else
struct System {
    double *entries;
    long long threads;

    DEVICE_METHOD System(double *room, long long at, long long threads) : entries(room + at), threads(threads) {}
    DEVICE_METHOD double &operator[](int k) { return entries[k * threads]; }
};
#endif

// Solves (I + sum_m d_m d_m^H / (rho + q_m)) g = b by elimination without pivots, which definite systems do not need.
DEVICE void solve(const Bank &bank, long long bin, double rho, double *g, System &a) {
    const int n = CHANNELS;
    FOR_CHANNELS
    for (int i = 0; i < 2 * n * n; i++) {
        a[i] = 0;
    }
    for (long long m = 0; m < bank.filters; m++) {
        const double inverse = 1 / (rho + quadratic(bank, bin, m));
        FOR_CHANNELS
        for (int i = 0; i < n; i++) {
            const REAL *x = bank.d + 2 * ((i * bank.filters + m) * bank.bins + bin);
            FOR_CHANNELS
            for (int j = 0; j < n; j++) {
                const REAL *y = bank.d + 2 * ((j * bank.filters + m) * bank.bins + bin);
                a[2 * (i * n + j)] += inverse * ((double)x[0] * y[0] + (double)x[1] * y[1]);
                a[2 * (i * n + j) + 1] += inverse * ((double)x[1] * y[0] - (double)x[0] * y[1]);
            }
        }
    }
    FOR_CHANNELS
    for (int i = 0; i < n; i++) {
        a[2 * (i * n + i)] += 1;
    }
    FOR_CHANNELS
    for (int k = 0; k < n; k++) {
        const double pivot = a[2 * (k * n + k)];
        FOR_CHANNELS
        for (int i = k + 1; i < n; i++) {
            const double re = a[2 * (i * n + k)] / pivot;
            const double im = a[2 * (i * n + k) + 1] / pivot;
            FOR_CHANNELS
            for (int j = k; j < n; j++) {
                const double yr = a[2 * (k * n + j)];
                const double yi = a[2 * (k * n + j) + 1];
                a[2 * (i * n + j)] -= re * yr - im * yi;
                a[2 * (i * n + j) + 1] -= re * yi + im * yr;
            }
            const double br = g[2 * k];
            const double bi = g[2 * k + 1];
            g[2 * i] -= re * br - im * bi;
            g[2 * i + 1] -= re * bi + im * br;
        }
    }
    FOR_CHANNELS
    for (int i = n - 1; i >= 0; i--) {
        FOR_CHANNELS
        for (int j = i + 1; j < n; j++) {
            const double re = a[2 * (i * n + j)];
            const double im = a[2 * (i * n + j) + 1];
            const double xr = g[2 * j];
            const double xi = g[2 * j + 1];
            g[2 * i] -= re * xr - im * xi;
            g[2 * i + 1] -= re * xi + im * xr;
        }
        g[2 * i] /= a[2 * (i * n + i)];
        g[2 * i + 1] /= a[2 * (i * n + i)];
    }
}

// What a group's channels read and write: its maps' spectra, and its planes' of the signal.
DEVICE long long firstPlane(const Bank &bank) { return (long long)blockIdx.y * CHANNELS; }

// The x-step of ADMM for z = y - u: with the residual g = s - D x, x_m = (rho z_m + conj(d_m) g) / (rho + q_m). Leaves x
// divided by the number of positions, for the transform back, the residual, and its energy at every bin. `count` bins from
// `first` on; there is room for as many systems in every group.
extern "C" __global__ void __launch_bounds__(THREADS)
    admm(Bank bank, double rho, REAL *spectra, const double *signal, double *residual, double *energy, long long first,
         long long count, double *room) {
    const long long at = (long long)blockIdx.x * THREADS + threadIdx.x;
    const long long bin = first + at;
    if (at >= count) {
        return;
    }
    REAL *z = spectra + 2 * (long long)blockIdx.y * bank.filters * bank.bins;
    double g[2 * CHANNELS];
    FOR_CHANNELS
    for (int c = 0; c < 2 * CHANNELS; c++) {
        g[c] = 0;
    }
    addDots(bank, z, bin, rho, g);
    FOR_CHANNELS
    for (int c = 0; c < CHANNELS; c++) {
        const double *s = signal + 2 * ((firstPlane(bank) + c) * bank.bins + bin);
        g[2 * c] = s[0] - g[2 * c];
        g[2 * c + 1] = s[1] - g[2 * c + 1];
    }
    System system(room, blockIdx.y * count + at, gridDim.y * count);
    solve(bank, bin, rho, g, system);
    double sum = 0;
    FOR_CHANNELS
    for (int c = 0; c < CHANNELS; c++) {
        double *r = residual + 2 * ((firstPlane(bank) + c) * bank.bins + bin);
        r[0] = g[2 * c];
        r[1] = g[2 * c + 1];
        sum += r[0] * r[0] + r[1] * r[1];
    }
    energy[blockIdx.y * bank.bins + bin] = multiplicity(bank, bin) * sum * bank.inverseSize;
    for (long long m = 0; m < bank.filters; m++) {
        const double e = rho + quadratic(bank, bin, m);
        respond(bank, z, bin, m, rho / e * bank.inverseSize, bank.inverseSize / e, g);
    }
}

// A step against the gradient, z - step (D^H (D z - s) + Q z), divided by the number of positions; where the residual is
// given, it stands for s - D z.
extern "C" __global__ void __launch_bounds__(THREADS)
    descend(Bank bank, double step, int isResidual, REAL *spectra, const double *signal, double *energy) {
    const long long bin = (long long)blockIdx.x * THREADS + threadIdx.x;
    if (bin >= bank.bins) {
        return;
    }
    REAL *z = spectra + 2 * (long long)blockIdx.y * bank.filters * bank.bins;
    double g[2 * CHANNELS];
    FOR_CHANNELS
    for (int c = 0; c < 2 * CHANNELS; c++) {
        g[c] = 0;
    }
    if (!isResidual) {
        addDots(bank, z, bin, 0, g);
    }
    double sum = 0;
    FOR_CHANNELS
    for (int c = 0; c < CHANNELS; c++) {
        const double *s = signal + 2 * ((firstPlane(bank) + c) * bank.bins + bin);
        g[2 * c] = s[0] - g[2 * c];
        g[2 * c + 1] = s[1] - g[2 * c + 1];
        sum += g[2 * c] * g[2 * c] + g[2 * c + 1] * g[2 * c + 1];
    }
    energy[blockIdx.y * bank.bins + bin] = multiplicity(bank, bin) * sum * bank.inverseSize;
    for (long long m = 0; m < bank.filters; m++) {
        const double alpha = 1 - step * quadratic(bank, bin, m);
        respond(bank, z, bin, m, alpha * bank.inverseSize, step * bank.inverseSize, g);
    }
}

// The planes of D z, and the energy of the quadratic term.
extern "C" __global__ void __launch_bounds__(THREADS)
    synthesise(Bank bank, const REAL *spectra, double *planes, double *energy) {
    const long long bin = (long long)blockIdx.x * THREADS + threadIdx.x;
    if (bin >= bank.bins) {
        return;
    }
    const REAL *z = spectra + 2 * (long long)blockIdx.y * bank.filters * bank.bins;
    double g[2 * CHANNELS];
    FOR_CHANNELS
    for (int c = 0; c < 2 * CHANNELS; c++) {
        g[c] = 0;
    }
    addDots(bank, z, bin, 0, g);
    FOR_CHANNELS
    for (int c = 0; c < CHANNELS; c++) {
        double *plane = planes + 2 * ((firstPlane(bank) + c) * bank.bins + bin);
        plane[0] = g[2 * c];
        plane[1] = g[2 * c + 1];
    }
    double sum = 0;
    for (long long m = 0; m < bank.filters; m++) {
        const double re = z[2 * (m * bank.bins + bin)];
        const double im = z[2 * (m * bank.bins + bin) + 1];
        sum += quadratic(bank, bin, m) * (re * re + im * im);
    }
    energy[blockIdx.y * bank.bins + bin] = multiplicity(bank, bin) * sum * bank.inverseSize;
}

// lambda sum w |x| and mu sum ||x||_2 over the groups, with the step of the proximal operator: weights for each filter, or
// for each position of each filter.
struct Penalty {
    const REAL *mapWeights;
    const REAL *pixelWeights;
    double lambda;
    double mu;
    double step;
    long long nonNegative;
    long long filters;
    long long groups;
    long long size; // positions
};

struct Bounds {
    REAL low;
    REAL high;
    double weight;
};

// `at` is filter times positions plus position.
DEVICE Bounds boundsOf(const Penalty &penalty, long long at) {
    const double w = penalty.pixelWeights != 0 ? penalty.pixelWeights[at] : penalty.mapWeights[at / penalty.size];
    const bool isForbidden = w == (double)INFINITE;
    Bounds bounds;
    bounds.high = isForbidden ? INFINITE : (REAL)(penalty.step * penalty.lambda * w);
    bounds.low = penalty.nonNegative ? -INFINITE : -bounds.high;
    bounds.weight = isForbidden ? 0 : penalty.lambda * w;
    return bounds;
}

DEVICE REAL shrunk(REAL v, const Bounds &bounds) {
    return v - SMALLER(LARGER(v, bounds.low), bounds.high); // what is not a number stays so
}

// By how much the vector over the groups shrinks further.
DEVICE REAL groupFactor(const Penalty &penalty, double squares) {
    if (penalty.mu == 0) {
        return 1;
    }
    const double norm = sqrt(squares);
    return norm == 0 ? (REAL)0 : (REAL)fmax(0.0, 1 - penalty.step * penalty.mu / norm);
}

DEVICE void sumUp(double *room, const double *mine, int count, double *out) {
    for (int s = 0; s < count; s++) {
        __syncthreads();
        room[threadIdx.x] = mine[s];
        __syncthreads();
        for (int half = THREADS / 2; half > 0; half /= 2) {
            if ((int)threadIdx.x < half) {
                room[threadIdx.x] += room[threadIdx.x + half];
            }
            __syncthreads();
        }
        if (threadIdx.x == 0) {
            out[blockIdx.x * count + s] = room[0];
        }
    }
}

// v = y + scale u + relaxation (x - y); y = prox(v); u = v - y. Sums: |x - y|^2, |x|^2, |y|^2, |y - before|^2, |u|^2, the
// penalty of x, that of y.
extern "C" __global__ void __launch_bounds__(THREADS)
    relax(Penalty penalty, double scale, double relaxation, const REAL *x, REAL *y, REAL *u, double *out) {
    __shared__ double room[THREADS];
    double sums[7] = {0, 0, 0, 0, 0, 0, 0};
    const long long count = penalty.filters * penalty.size;
    for (long long at = (long long)blockIdx.x * THREADS + threadIdx.x; at < count;
         at += (long long)gridDim.x * THREADS) {
        const Bounds bounds = boundsOf(penalty, at);
        double squares = 0;
        for (long long g = 0; g < penalty.groups; g++) {
            const long long i = g * count + at;
            const REAL v = y[i] + (REAL)scale * u[i] + (REAL)relaxation * (x[i] - y[i]);
            const REAL s = shrunk(v, bounds);
            squares += (double)s * s;
            u[i] = v;
        }
        const REAL factor = groupFactor(penalty, squares);
        double primal = 0;
        double auxiliary = 0;
        for (long long g = 0; g < penalty.groups; g++) {
            const long long i = g * count + at;
            const REAL v = u[i];
            const REAL next = factor * shrunk(v, bounds);
            const REAL before = y[i];
            sums[0] += (double)(x[i] - next) * (x[i] - next);
            primal += (double)x[i] * x[i];
            auxiliary += (double)next * next;
            sums[3] += (double)(next - before) * (next - before);
            sums[4] += (double)(v - next) * (v - next);
            sums[5] += bounds.weight * fabs((double)x[i]);
            sums[6] += bounds.weight * fabs((double)next);
            y[i] = next;
            u[i] = v - next;
        }
        sums[1] += primal;
        sums[2] += auxiliary;
        sums[5] += penalty.mu * sqrt(primal);
        sums[6] += penalty.mu * sqrt(auxiliary);
    }
    sumUp(room, sums, 7, out);
}

// The dual that belongs to maps y: the subgradient on the side of y; what the penalty forbids becomes zero.
extern "C" __global__ void __launch_bounds__(THREADS) addDual(Penalty penalty, REAL *y, REAL *u) {
    const long long count = penalty.filters * penalty.size;
    const long long at = (long long)blockIdx.x * THREADS + threadIdx.x;
    if (at >= count) {
        return;
    }
    const Bounds bounds = boundsOf(penalty, at);
    double squares = 0;
    for (long long g = 0; g < penalty.groups; g++) {
        const long long i = g * count + at;
        const REAL pull = y[i] > 0 ? bounds.high : y[i] < 0 ? bounds.low : (REAL)0;
        if (MAGNITUDE(pull) == INFINITE) {
            y[i] = 0;
        }
        squares += (double)y[i] * y[i];
    }
    const double together = squares == 0 ? 0 : penalty.step * penalty.mu / sqrt(squares);
    for (long long g = 0; g < penalty.groups; g++) {
        const long long i = g * count + at;
        const REAL pull = y[i] > 0 ? bounds.high : y[i] < 0 ? bounds.low : (REAL)0;
        u[i] = pull + (REAL)(together * y[i]);
    }
}

// The candidate c, which holds q = p - step f'(p) with p = x + momentum (x - before), becomes prox(q). Sums: (p - q)(c - p),
// |c - p|^2, |c - x|^2, |c|^2, (p - c)(c - x), the penalty of c.
extern "C" __global__ void __launch_bounds__(THREADS)
    proximal(Penalty penalty, double momentum, const REAL *x, const REAL *before, REAL *candidate, double *out) {
    __shared__ double room[THREADS];
    double sums[6] = {0, 0, 0, 0, 0, 0};
    const long long count = penalty.filters * penalty.size;
    for (long long at = (long long)blockIdx.x * THREADS + threadIdx.x; at < count;
         at += (long long)gridDim.x * THREADS) {
        const Bounds bounds = boundsOf(penalty, at);
        double squares = 0;
        for (long long g = 0; g < penalty.groups; g++) {
            const REAL s = shrunk(candidate[g * count + at], bounds);
            squares += (double)s * s;
        }
        const REAL factor = groupFactor(penalty, squares);
        double norm = 0;
        for (long long g = 0; g < penalty.groups; g++) {
            const long long i = g * count + at;
            const double q = candidate[i];
            const REAL c = factor * shrunk(candidate[i], bounds);
            const double p = x[i] + momentum * ((double)x[i] - before[i]);
            sums[0] += (p - q) * (c - p);
            sums[1] += (c - p) * (c - p);
            sums[2] += ((double)c - x[i]) * ((double)c - x[i]);
            norm += (double)c * c;
            sums[4] += (p - c) * ((double)c - x[i]);
            sums[5] += bounds.weight * fabs((double)c);
            candidate[i] = c;
        }
        sums[3] += norm;
        sums[5] += penalty.mu * sqrt(norm);
    }
    sumUp(room, sums, 6, out);
}

// z = a x + b y.
extern "C" __global__ void __launch_bounds__(THREADS)
    combine(double ofX, const REAL *x, double ofY, const REAL *y, long long count, REAL *z) {
    const long long at = (long long)blockIdx.x * THREADS + threadIdx.x;
    if (at < count) {
        z[at] = (REAL)(ofX * x[at] + ofY * y[at]);
    }
}

// Sums of numbers, a part for each block.
extern "C" __global__ void __launch_bounds__(THREADS) total(const double *numbers, long long count, double *out) {
    __shared__ double room[THREADS];
    double sum[1] = {0};
    for (long long at = (long long)blockIdx.x * THREADS + threadIdx.x; at < count;
         at += (long long)gridDim.x * THREADS) {
        sum[0] += numbers[at];
    }
    sumUp(room, sum, 1, out);
}
