// Work on matrices that already lie on the device: what the libraries have no routine for. profiles.cu stands before.
// Every sum has one order: threads stride through the entries, a tree adds what they found.

#define THREADS 256
#define TILE 32

struct View {
    REAL *at;
    long long rows;
    long long columns;
    long long rowStep;
    long long columnStep;
};

DEVICE REAL *entry(const View &a, long long i, long long j) { return a.at + i * a.rowStep + j * a.columnStep; }

DEVICE long long here() { return (long long)blockIdx.x * THREADS + threadIdx.x; }

// target = source, through squares of shared memory so that both sides are touched along their lines. A block takes a
// square; blocks count along the rows of squares.
extern "C" __global__ void __launch_bounds__(THREADS) copy(View source, View target) {
    __shared__ REAL square[TILE][TILE + 1];
    const long long across = (source.columns + TILE - 1) / TILE;
    const long long row0 = blockIdx.x / across * TILE;
    const long long column0 = blockIdx.x % across * TILE;
    const int fast = threadIdx.x % TILE;
    for (int slow = threadIdx.x / TILE; slow < TILE; slow += THREADS / TILE) {
        const int r = source.columnStep == 1 ? slow : fast;
        const int c = source.columnStep == 1 ? fast : slow;
        if (row0 + r < source.rows && column0 + c < source.columns) {
            square[r][c] = *entry(source, row0 + r, column0 + c);
        }
    }
    __syncthreads();
    for (int slow = threadIdx.x / TILE; slow < TILE; slow += THREADS / TILE) {
        const int r = target.columnStep == 1 ? slow : fast;
        const int c = target.columnStep == 1 ? fast : slow;
        if (row0 + r < source.rows && column0 + c < source.columns) {
            *entry(target, row0 + r, column0 + c) = square[r][c];
        }
    }
}

extern "C" __global__ void __launch_bounds__(THREADS) scale(View a, double factor) {
    const long long at = here();
    if (at < a.rows * a.columns) {
        REAL *number = entry(a, at / a.columns, at % a.columns);
        *number = factor == 0 ? (REAL)0 : (REAL)(factor * *number);
    }
}

extern "C" __global__ void __launch_bounds__(THREADS) add(double factor, View a, View target) {
    const long long at = here();
    if (at < a.rows * a.columns) {
        REAL *number = entry(target, at / a.columns, at % a.columns);
        *number = (REAL)(*number + factor * *entry(a, at / a.columns, at % a.columns));
    }
}

extern "C" __global__ void __launch_bounds__(THREADS) addDiagonal(double number, View a) {
    const long long at = here();
    if (at < a.rows) {
        REAL *diagonal = entry(a, at, at);
        *diagonal = (REAL)(*diagonal + number);
    }
}

// Sets one side of the diagonal to zero.
extern "C" __global__ void __launch_bounds__(THREADS) clearTriangle(View a, int upper) {
    const long long at = here();
    if (at < a.rows * a.columns) {
        const long long i = at / a.columns;
        const long long j = at % a.columns;
        if (upper ? j > i : j < i) {
            *entry(a, i, j) = 0;
        }
    }
}

// Copies the lower triangle of a square matrix to the upper one.
extern "C" __global__ void __launch_bounds__(THREADS) mirror(View a) {
    const long long at = here();
    if (at < a.rows * a.columns) {
        const long long i = at / a.columns;
        const long long j = at % a.columns;
        if (j > i) {
            *entry(a, i, j) = *entry(a, j, i);
        }
    }
}

// Adds sums to a matrix, which lie side after side, a side for each column.
extern "C" __global__ void __launch_bounds__(THREADS) addSides(const double *sums, View target) {
    const long long at = here();
    if (at < target.rows * target.columns) {
        REAL *number = entry(target, at % target.rows, at / target.rows);
        *number = (REAL)(*number + sums[at]);
    }
}

DEVICE void finish(double *room, double mine, bool largest, double *out) {
    room[threadIdx.x] = mine;
    __syncthreads();
    for (int half = THREADS / 2; half > 0; half /= 2) {
        if ((int)threadIdx.x < half) {
            const double other = room[threadIdx.x + half];
            room[threadIdx.x] = largest ? fmax(room[threadIdx.x], other) : room[threadIdx.x] + other;
        }
        __syncthreads();
    }
    if (threadIdx.x == 0) {
        out[blockIdx.x] = room[0];
    }
}

// Each block's sum of a_ij b_ij / divisor^2.
extern "C" __global__ void __launch_bounds__(THREADS) inner(View a, View b, double divisor, double *out) {
    __shared__ double room[THREADS];
    double sum = 0;
    for (long long at = here(); at < a.rows * a.columns; at += (long long)gridDim.x * THREADS) {
        const double left = *entry(a, at / a.columns, at % a.columns);
        const double right = *entry(b, at / a.columns, at % a.columns);
        sum += left / divisor * (right / divisor);
    }
    finish(room, sum, false, out);
}

// Each block's largest |a_ij|, infinite where one is not a number; of the lower triangle if that is asked for.
extern "C" __global__ void __launch_bounds__(THREADS) largest(View a, int lowerOnly, double *out) {
    __shared__ double room[THREADS];
    double most = 0;
    for (long long at = here(); at < a.rows * a.columns; at += (long long)gridDim.x * THREADS) {
        if (!lowerOnly || at % a.columns <= at / a.columns) {
            const double size = fabs((double)*entry(a, at / a.columns, at % a.columns));
            most = size <= 1.7976931348623157e308 ? fmax(most, size) : (double)INFINITE;
        }
    }
    finish(room, most, true, out);
}

// The k nearest of the columns so far, for every row, the nearest first: columns come in rising order, so that of equal
// distances the lower index is there first. Distances lie column after column, what is kept rank after rank, `ranks`
// numbers apart; a thread has a row.
extern "C" __global__ void __launch_bounds__(THREADS)
    keepNearest(const REAL *__restrict__ distances, long long stride, long long rows, long long columns, long long firstColumn, int k,
                REAL *__restrict__ best, int *__restrict__ indices, long long ranks) {
    const long long row = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= rows) {
        return;
    }
    REAL worst = best[(k - 1) * ranks + row];
    for (long long j = 0; j < columns; j++) {
        const REAL distance = distances[j * stride + row];
        if (distance < worst) {
            long long place = k - 1;
            while (place > 0 && best[(place - 1) * ranks + row] > distance) {
                best[place * ranks + row] = best[(place - 1) * ranks + row];
                indices[place * ranks + row] = indices[(place - 1) * ranks + row];
                place--;
            }
            best[place * ranks + row] = distance;
            indices[place * ranks + row] = (int)(firstColumn + j);
            worst = best[(k - 1) * ranks + row];
        }
    }
}

// Adds to moment s of every row, s = from + blockIdx.y: 0 the sum, then d first and d (d + 1) / 2 second ones, (0, 0), (1, 0), ...
// Differences are taken pair by pair: from moments about a common point, narrow kernels would keep no digits.
extern "C" __global__ void __launch_bounds__(THREADS)
    addMoments(const REAL *__restrict__ values, long long stride, long long rows, long long columns, const REAL *__restrict__ weights,
               const REAL *__restrict__ x, long long xStride, const REAL *__restrict__ y, long long yStride, int d, int from, double *__restrict__ out) {
    const long long row = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (row >= rows) {
        return;
    }
    const int s = from + blockIdx.y;
    int first = -1;
    int second = -1;
    if (s > d) {
        int left = s - d - 1;
        first = 0;
        while (left > first) {
            left -= first + 1;
            first++;
        }
        second = left;
    } else if (s > 0) {
        first = s - 1;
    }
    const REAL a = first < 0 ? (REAL)0 : x[first * xStride + row];
    const REAL b = second < 0 ? (REAL)0 : x[second * xStride + row];
    double sum = 0;
    for (long long j = 0; j < columns; j++) {
        double term = values[j * stride + row];
        if (weights != 0) {
            term *= weights[j];
        }
        if (first >= 0) {
            term *= y[first * yStride + j] - a;
        }
        if (second >= 0) {
            term *= y[second * yStride + j] - b;
        }
        sum += term;
    }
    out[s * rows + row] += sum;
}
