// The passes over a Gram matrix. Before this file stand profiles.cu and, made for one function, the number FORMS, the
// list FOR_FORMS of its forms, and valueOf and exponentOf, which turn the forms of a pair into the value.
//
// A block takes BLOCK_ROWS rows through its columns, BLOCK_COLUMNS at a time; a thread holds a square of ROWS x COLUMNS
// pairs in registers, so that a coordinate fetched from shared memory serves four pairs. Coordinates lie one after the
// other, each for all points, padded with zeros to a multiple of the block. Nothing is added by atomics: every sum has
// one order, so that runs repeat to the bit.

#define ROWS 4
#define COLUMNS 4
#define ACROSS 16 // threads side by side along the columns of a block
#define DOWN 16
#define THREADS (ACROSS * DOWN)
#define BLOCK_ROWS (ROWS * DOWN)
#define BLOCK_COLUMNS (COLUMNS * ACROSS)
// Of blocks on a multiprocessor: two leave a thread 128 registers, which one form in single precision fits into.
#if IS_DOUBLE || FORMS > 1
#define LEAST_BLOCKS 1
#else
#define LEAST_BLOCKS 2
#endif
#define DEPTH 16 // coordinates in shared memory at a time

#define SQUARED 0
#define SQUARED_BY_DOTS 1
#define ABSOLUTE 2
#define DOT 3
#define COSINE 4
#define CHI_SQUARED 5

// The points of one form: coordinates, and a number beside each point, which is its squared norm where distances come
// from products, or the power of its norm that the value is multiplied by.
struct Form {
    const REAL *x;
    const REAL *y;
    const REAL *xExtra;
    const REAL *yExtra;
    long long dimension;
    double limit; // squared norm of a row up to which its distances may come from products
};

struct Forms {
    Form form[FORMS];
};

struct Parameters {
    double value[PARAMETERS];
};

// What part of the matrix: its size, the distances of coordinates in memory, the columns of a block, identities by which
// pairs are left out, and scales of distances; null where there are none.
struct Area {
    long long rows;
    long long columns;
    long long xStride;
    long long yStride;
    long long span;
    const int *rowIds;
    const int *columnIds;
    const REAL *rowScales;
    const REAL *columnScales;
};

template <int KIND>
DEVICE REAL combine(REAL sum, REAL a, REAL b) {
    if (KIND == SQUARED) {
        return sum + (a - b) * (a - b);
    } else if (KIND == ABSOLUTE) {
        return sum + MAGNITUDE(a - b);
    } else if (KIND == CHI_SQUARED) {
        REAL total = a + b;
        return total > 0 ? sum + (a - b) * (a - b) / total : sum;
    }
    return sum + a * b;
}

// One form of the thread's pairs.
template <int KIND>
DEVICE void accumulate(const Form &form, const Area &area, long long row0, long long column0, REAL *xs, REAL *ys,
                       REAL t[ROWS][COLUMNS]) {
    const int across = threadIdx.x % ACROSS * COLUMNS;
    const int down = threadIdx.x / ACROSS * ROWS;
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int c = 0; c < COLUMNS; c++) {
            t[r][c] = 0;
        }
    }
    for (int k0 = 0; k0 < form.dimension; k0 += DEPTH) {
        const int depth = form.dimension - k0 < DEPTH ? (int)(form.dimension - k0) : DEPTH;
        __syncthreads();
        for (int at = threadIdx.x; at < depth * BLOCK_ROWS; at += THREADS) {
            xs[at] = form.x[(k0 + at / BLOCK_ROWS) * area.xStride + row0 + at % BLOCK_ROWS];
        }
        for (int at = threadIdx.x; at < depth * BLOCK_COLUMNS; at += THREADS) {
            ys[at] = form.y[(k0 + at / BLOCK_COLUMNS) * area.yStride + column0 + at % BLOCK_COLUMNS];
        }
        __syncthreads();
        for (int k = 0; k < depth; k++) {
            REAL a[ROWS];
            REAL b[COLUMNS];
            UNROLL
            for (int r = 0; r < ROWS; r++) {
                a[r] = xs[k * BLOCK_ROWS + down + r];
            }
            UNROLL
            for (int c = 0; c < COLUMNS; c++) {
                b[c] = ys[k * BLOCK_COLUMNS + across + c];
            }
            UNROLL
            for (int r = 0; r < ROWS; r++) {
                UNROLL
                for (int c = 0; c < COLUMNS; c++) {
                    t[r][c] = combine<KIND>(t[r][c], a[r], b[c]);
                }
            }
        }
    }
}

// Whether all rows of the block are near enough to the centre for distances from products.
DEVICE bool isNear(const Form &form, const Area &area, long long row0, int *far) {
    __syncthreads();
    if (threadIdx.x == 0) {
        *far = 0;
    }
    __syncthreads();
    if (threadIdx.x < BLOCK_ROWS && row0 + threadIdx.x < area.rows) {
        if (!(form.xExtra[row0 + threadIdx.x] <= form.limit)) {
            *far = 1; // whoever writes it writes the same
        }
    }
    __syncthreads();
    return *far == 0;
}

template <int KIND>
DEVICE void formOf(const Form &form, const Area &area, long long row0, long long column0, REAL *xs, REAL *ys, bool near,
                   REAL t[ROWS][COLUMNS]) {
    if (KIND != SQUARED_BY_DOTS) {
        accumulate<KIND>(form, area, row0, column0, xs, ys, t);
    } else if (near) {
        accumulate<DOT>(form, area, row0, column0, xs, ys, t);
    } else {
        accumulate<SQUARED>(form, area, row0, column0, xs, ys, t);
    }
    const long long row = row0 + threadIdx.x / ACROSS * ROWS;
    const long long column = column0 + threadIdx.x % ACROSS * COLUMNS;
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int c = 0; c < COLUMNS; c++) {
            if (KIND == SQUARED_BY_DOTS && near) {
                t[r][c] = LARGER((REAL)0, form.xExtra[row + r] + form.yExtra[column + c] - 2 * t[r][c]);
            } else if (KIND == COSINE) {
                t[r][c] = LARGER((REAL)-1, SMALLER((REAL)1, t[r][c]));
            }
            if (area.rowScales != 0) { // of distances only
                REAL scale = area.rowScales[row + r] * area.columnScales[column + c];
                t[r][c] *= KIND == SQUARED || KIND == SQUARED_BY_DOTS ? scale * scale : scale;
            }
        }
    }
}

// The forms of the thread's pairs, and where they are.
struct Pairs {
    REAL t[FORMS][ROWS][COLUMNS];
    long long row;
    long long column;
    long long end; // of the block's columns
};

DEVICE bool counts(const Pairs &pairs, const Area &area, int r, int c) {
    if (pairs.column + c >= pairs.end) {
        return false;
    }
    return area.rowIds == 0 || pairs.row + r >= area.rows
        || area.rowIds[pairs.row + r] != area.columnIds[pairs.column + c];
}

DEVICE void gather(const Pairs &pairs, const Forms &forms, int r, int c, REAL *t, REAL *norms) {
    UNROLL
    for (int f = 0; f < FORMS; f++) {
        t[f] = pairs.t[f][r][c];
        norms[f] = 1;
#if HAS_NORMS
        if (forms.form[f].xExtra != 0) {
            norms[f] = forms.form[f].xExtra[pairs.row + r] * forms.form[f].yExtra[pairs.column + c];
        }
#endif
    }
}

DEVICE REAL value(const Pairs &pairs, const Forms &forms, const Parameters &parameters, int r, int c) {
    REAL t[FORMS];
    REAL norms[FORMS];
    gather(pairs, forms, r, c, t, norms);
    return valueOf(t, norms, parameters.value);
}

DEVICE REAL exponent(const Pairs &pairs, const Forms &forms, const Parameters &parameters, int r, int c) {
    REAL t[FORMS];
    REAL norms[FORMS];
    gather(pairs, forms, r, c, t, norms);
    return exponentOf(t, norms, parameters.value);
}

// Takes the block through its columns.
template <class Fold>
DEVICE void sweep(const Forms &forms, const Area &area, Fold &fold) {
    __shared__ REAL xs[DEPTH * BLOCK_ROWS];
    __shared__ REAL ys[DEPTH * BLOCK_COLUMNS];
    __shared__ int far;
    const long long row0 = (long long)blockIdx.x * BLOCK_ROWS;
    const long long first = (long long)blockIdx.y * area.span;
    Pairs pairs;
    pairs.row = row0 + threadIdx.x / ACROSS * ROWS;
    pairs.end = first + area.span < area.columns ? first + area.span : area.columns;
    bool near[FORMS];
    UNROLL
    for (int f = 0; f < FORMS; f++) {
        near[f] = false;
    }
#define PREPARE(F, KIND) \
    if (KIND == SQUARED_BY_DOTS) { \
        near[F] = isNear(forms.form[F], area, row0, &far); \
    }
    FOR_FORMS(PREPARE)
#undef PREPARE
    for (long long column0 = first; column0 < pairs.end; column0 += BLOCK_COLUMNS) {
        pairs.column = column0 + threadIdx.x % ACROSS * COLUMNS;
#define EVALUATE(F, KIND) formOf<KIND>(forms.form[F], area, row0, column0, xs, ys, near[F], pairs.t[F]);
        FOR_FORMS(EVALUATE)
#undef EVALUATE
        fold.take(pairs);
    }
}

// Weighted sums; in single precision four terms are added before they go to the sum in double precision.
template <int SIDES>
struct Sums {
    const Forms &forms;
    const Area &area;
    const Parameters &parameters;
    const REAL *weights;
    double sum[ROWS][SIDES];

    DEVICE_METHOD void take(const Pairs &pairs) {
        UNROLL
        for (int r = 0; r < ROWS; r++) {
            REAL run[SIDES];
            UNROLL
            for (int s = 0; s < SIDES; s++) {
                run[s] = 0;
            }
            UNROLL
            for (int c = 0; c < COLUMNS; c++) {
                if (counts(pairs, area, r, c)) {
                    REAL k = value(pairs, forms, parameters, r, c);
                    UNROLL
                    for (int s = 0; s < SIDES; s++) {
                        run[s] += weights[s * area.yStride + pairs.column + c] * k;
                    }
                }
            }
            UNROLL
            for (int s = 0; s < SIDES; s++) {
                sum[r][s] += run[s];
            }
        }
    }
};

// The states of a row that the threads beside each other hold, from the first to the last of them; room is for one state.
DEVICE void exchange(double *room, double state) {
    __syncthreads();
    room[threadIdx.x] = state;
    __syncthreads();
}

template <int SIDES>
DEVICE void sums(const Forms &forms, const Parameters &parameters, const Area &area, const REAL *weights, double *out) {
    __shared__ double room[THREADS];
    Sums<SIDES> fold = {forms, area, parameters, weights, {}};
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int s = 0; s < SIDES; s++) {
            fold.sum[r][s] = 0;
        }
    }
    sweep(forms, area, fold);
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        const long long row = (long long)blockIdx.x * BLOCK_ROWS + threadIdx.x / ACROSS * ROWS + r;
        UNROLL
        for (int s = 0; s < SIDES; s++) {
            exchange(room, fold.sum[r][s]);
            if (threadIdx.x % ACROSS == 0 && row < area.rows) {
                double total = 0;
                for (int a = 0; a < ACROSS; a++) {
                    total += room[threadIdx.x + a];
                }
                out[((long long)blockIdx.y * SIDES + s) * area.rows + row] = total;
            }
        }
    }
}

extern "C" __global__ void __launch_bounds__(THREADS, LEAST_BLOCKS)
    sums1(Forms forms, Parameters parameters, Area area, const REAL *weights, double *out) {
    sums<1>(forms, parameters, area, weights, out);
}

extern "C" __global__ void __launch_bounds__(THREADS, 1)
    sums4(Forms forms, Parameters parameters, Area area, const REAL *weights, double *out) {
    sums<4>(forms, parameters, area, weights, out);
}

// How the sum of powers of two is shared out: about a shift that is the largest exponent so far, the sum, the sum of
// squares, and the sum of power times exponent. Where the last two are not asked for, they cost nothing.
template <bool WITH_SHARES>
struct Powers {
    const Forms &forms;
    const Area &area;
    const Parameters &parameters;
    const REAL *bias;
    REAL shift[ROWS];
    double sum[ROWS];
    double squares[ROWS];
    double exponents[ROWS];

    DEVICE_METHOD void move(int r, REAL to) {
        double change = (double)shift[r] - to; // not above zero
        double factor = shift[r] == -INFINITE ? 0 : exp2(change);
        if (WITH_SHARES) {
            exponents[r] = factor == 0 ? 0 : factor * (exponents[r] + change * sum[r]);
            squares[r] *= factor * factor;
        }
        sum[r] *= factor;
        shift[r] = to;
    }

    DEVICE_METHOD void take(const Pairs &pairs) {
        UNROLL
        for (int r = 0; r < ROWS; r++) {
            REAL e[COLUMNS];
            REAL most = -INFINITE;
            UNROLL
            for (int c = 0; c < COLUMNS; c++) {
                e[c] = -INFINITE;
                if (counts(pairs, area, r, c)) {
                    e[c] = exponent(pairs, forms, parameters, r, c);
                    if (bias != 0) {
                        e[c] += bias[pairs.column + c];
                    }
                }
                most = LARGER(most, e[c]);
            }
            if (most > shift[r]) {
                move(r, most);
            }
            const REAL about = most == -INFINITE ? (REAL)0 : shift[r]; // where all are left out, zeros are added
            REAL run = 0;
            UNROLL
            for (int c = 0; c < COLUMNS; c++) {
                REAL p = EXP2(e[c] - about);
                run += p;
                if (WITH_SHARES && p > 0) {
                    squares[r] += (double)p * p;
                    exponents[r] += (double)p * (e[c] - about);
                }
            }
            sum[r] += run;
        }
    }
};

template <bool WITH_SHARES>
DEVICE void powers(const Forms &forms, const Parameters &parameters, const Area &area, const REAL *bias, double *out) {
    const int numbers = WITH_SHARES ? 4 : 2;
    __shared__ double room[4][THREADS];
    Powers<WITH_SHARES> fold = {forms, area, parameters, bias, {}, {}, {}, {}};
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        fold.shift[r] = -INFINITE;
        fold.sum[r] = 0;
        fold.squares[r] = 0;
        fold.exponents[r] = 0;
    }
    sweep(forms, area, fold);
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        exchange(room[0], fold.shift[r]);
        double most = -INFINITE;
        const int first = threadIdx.x / ACROSS * ACROSS;
        for (int a = 0; a < ACROSS; a++) {
            most = fmax(most, room[0][first + a]);
        }
        if (most > fold.shift[r]) {
            fold.move(r, (REAL)most);
        }
        exchange(room[1], fold.sum[r]);
        if (WITH_SHARES) {
            exchange(room[2], fold.squares[r]);
            exchange(room[3], fold.exponents[r]);
        }
        const long long row = (long long)blockIdx.x * BLOCK_ROWS + threadIdx.x / ACROSS * ROWS + r;
        if ((int)threadIdx.x == first && row < area.rows) {
            double *state = out + (long long)blockIdx.y * numbers * area.rows + row;
            state[0] = most;
            for (int s = 1; s < numbers; s++) {
                double total = 0;
                for (int a = 0; a < ACROSS; a++) {
                    total += room[s][first + a];
                }
                state[s * area.rows] = total;
            }
        }
    }
}

extern "C" __global__ void __launch_bounds__(THREADS, LEAST_BLOCKS)
    logSums(Forms forms, Parameters parameters, Area area, const REAL *bias, double *out) {
    powers<false>(forms, parameters, area, bias, out);
}

extern "C" __global__ void __launch_bounds__(THREADS, LEAST_BLOCKS)
    statistics(Forms forms, Parameters parameters, Area area, const REAL *bias, double *out) {
    powers<true>(forms, parameters, area, bias, out);
}

// Writes values, or shares 2^(exponent + bias - shift); pairs that do not count become `none`.
template <bool AS_SHARES>
struct Filling {
    const Forms &forms;
    const Area &area;
    const Parameters &parameters;
    const REAL *bias;
    const double *shifts;
    REAL none;
    REAL *out;
    long long rowStep;
    long long columnStep;

    DEVICE_METHOD void take(const Pairs &pairs) {
        UNROLL
        for (int r = 0; r < ROWS; r++) {
            UNROLL
            for (int c = 0; c < COLUMNS; c++) {
                if (pairs.row + r < area.rows && pairs.column + c < pairs.end) {
                    REAL result = none;
                    if (counts(pairs, area, r, c)) {
                        result = AS_SHARES ? share(pairs, r, c) : value(pairs, forms, parameters, r, c);
                    }
                    out[(pairs.row + r) * rowStep + (pairs.column + c) * columnStep] = result;
                }
            }
        }
    }

    DEVICE_METHOD REAL share(const Pairs &pairs, int r, int c) {
        double shift = shifts[pairs.row + r];
        if (shift == -INFINITE) {
            return 0;
        }
        REAL e = exponent(pairs, forms, parameters, r, c);
        return EXP2((REAL)((double)e + bias[pairs.column + c] - shift));
    }
};

extern "C" __global__ void __launch_bounds__(THREADS, LEAST_BLOCKS)
    fill(Forms forms, Parameters parameters, Area area, double none, REAL *out, long long rowStep, long long columnStep) {
    Filling<false> filling = {forms, area, parameters, 0, 0, (REAL)none, out, rowStep, columnStep};
    sweep(forms, area, filling);
}

extern "C" __global__ void __launch_bounds__(THREADS, LEAST_BLOCKS)
    fillShares(Forms forms, Parameters parameters, Area area, const REAL *bias, const double *shifts, REAL *out,
               long long rowStep, long long columnStep) {
    Filling<true> filling = {forms, area, parameters, bias, shifts, 0, out, rowStep, columnStep};
    sweep(forms, area, filling);
}
