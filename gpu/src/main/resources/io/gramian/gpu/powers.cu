// The passes that add powers of two, whatever their size: behind gram.cu.

// How the sum of powers of two is shared out: about a shift that is the largest exponent so far, the sum, the sum of
// squares, and the sum of power times exponent. Where the last two are not asked for, they cost nothing.
template <bool WITH_SHARES>
struct Powers {
    static constexpr bool IS_HOT = !WITH_SHARES;

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

    template <bool WHOLE>
    DEVICE_METHOD void take(const Pairs &pairs) {
        OfColumns b = {};
        if (bias != 0) {
            b = ofColumns(bias + pairs.column);
        }
        UNROLL
        for (int r = 0; r < ROWS; r++) {
            REAL e[COLUMNS];
            REAL most = -INFINITE;
            UNROLL
            for (int c = 0; c < COLUMNS; c++) {
                e[c] = -INFINITE;
                if (counts<WHOLE>(pairs, area, r, c)) {
                    e[c] = exponent(pairs, forms, parameters, r, c);
                    e[c] += b[c];
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

extern "C" __global__ void __launch_bounds__(THREADS, 1)
    statistics(Forms forms, Parameters parameters, Area area, const REAL *bias, double *out) {
    powers<true>(forms, parameters, area, bias, out);
}

// Adds the states that parts have found to those so far, or to none, part after part; a thread has a row. A state is the
// shift and the sum, and where there are four numbers the sums of squares and of exponents.
extern "C" __global__ void __launch_bounds__(THREADS)
    mergePowers(const double *found, long long parts, long long numbers, long long rows, int isFirst, double *states) {
    const long long row = (long long)blockIdx.x * THREADS + threadIdx.x;
    if (row >= rows) {
        return;
    }
    double state[4] = {-INFINITE, 0, 0, 0};
    const bool hasShares = numbers == 4;
    for (long long part = isFirst ? 0 : -1; part < parts; part++) {
        const double *other = part < 0 ? states + row : found + part * numbers * rows + row;
        const double top = other[0];
        if (top == -INFINITE) {
            continue;
        }
        const double most = fmax(state[0], top);
        const double change = state[0] - most; // of what is known, not above zero
        const double shift = top - most;
        const double known = state[0] == -INFINITE ? 0 : exp2(change);
        const double factor = exp2(shift);
        if (hasShares) {
            const double before = known == 0 ? 0 : known * (state[3] + change * state[1]);
            state[3] = before + factor * (other[3 * rows] + shift * other[rows]);
            state[2] = known * known * state[2] + factor * factor * other[2 * rows];
        }
        state[1] = known * state[1] + factor * other[rows];
        state[0] = most;
    }
    states[row] = state[0];
    states[rows + row] = state[1];
    if (hasShares) {
        states[2 * rows + row] = state[2];
        states[3 * rows + row] = state[3];
    }
}
