// The passes that add values up: behind gram.cu.

// Weighted sums of some sides, whose weights lie side after side. A thread's terms of a row are added before they go to the
// sum in double precision.
template <int SIDES>
struct Sums {
    static constexpr bool IS_HOT = true;

    const Forms &forms;
    const Area &area;
    const Parameters &parameters;
    const REAL *weights;
    long long weightStride;
    double sum[ROWS][SIDES];

    template <bool WHOLE>
    DEVICE_METHOD void take(const Pairs &pairs) {
        OfColumns w[SIDES];
        UNROLL
        for (int s = 0; s < SIDES; s++) {
            w[s] = ofColumns(weights + s * weightStride + pairs.column);
        }
        UNROLL
        for (int r = 0; r < ROWS; r++) {
            REAL run[SIDES];
            UNROLL
            for (int s = 0; s < SIDES; s++) {
                run[s] = 0;
            }
            UNROLL
            for (int c = 0; c < COLUMNS; c++) {
                if (counts<WHOLE>(pairs, area, r, c)) {
                    REAL k = value(pairs, forms, parameters, r, c);
                    UNROLL
                    for (int s = 0; s < SIDES; s++) {
                        run[s] += w[s][c] * k;
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

template <int SIDES>
DEVICE void sums(const Forms &forms, const Parameters &parameters, const Area &area, const REAL *weights,
                 long long weightStride, double *out) {
    __shared__ double room[THREADS];
    Sums<SIDES> fold = {forms, area, parameters, weights, weightStride, {}};
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
    sums1(Forms forms, Parameters parameters, Area area, const REAL *weights, long long weightStride,
          double *out) {
    sums<1>(forms, parameters, area, weights, weightStride, out);
}

extern "C" __global__ void __launch_bounds__(THREADS, 1)
    sums4(Forms forms, Parameters parameters, Area area, const REAL *weights, long long weightStride,
          double *out) {
    sums<4>(forms, parameters, area, weights, weightStride, out);
}

// Adds the sums that parts have found to those so far, or to none, part after part; a thread has a row.
extern "C" __global__ void __launch_bounds__(THREADS)
    mergeSums(const double *found, long long parts, long long sides, long long rows, int isFirst, double *sums) {
    const long long row = (long long)blockIdx.x * THREADS + threadIdx.x;
    if (row >= rows) {
        return;
    }
    for (long long s = 0; s < sides; s++) {
        double sum = isFirst ? 0 : sums[s * rows + row];
        for (long long part = 0; part < parts; part++) {
            sum += found[(part * sides + s) * rows + row];
        }
        sums[s * rows + row] = sum;
    }
}
