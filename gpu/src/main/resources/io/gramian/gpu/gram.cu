// A walk over the pairs of a Gram matrix, which hands the forms of each to a fold. Before this file stand profiles.cu and,
// made for one function, the number FORMS, the list FOR_FORMS of its forms, and valueOf and exponentOf, which turn the forms
// of a pair into the value; behind it stand the folds of one kind.
//
// A block takes BLOCK_ROWS rows through its columns, BLOCK_COLUMNS at a time; a thread holds ROWS x COLUMNS pairs in
// registers, so that a coordinate fetched from shared memory serves four pairs or eight. Its columns are by fours, so that
// neighbours fetch from one line. Coordinates lie one after the other, each for all points, padded with zeros to a multiple
// of the block. Inner products of points with many coordinates are there already, made by cuBLAS. Nothing is added by
// atomics: every sum has one order, so that runs repeat to the bit.

#define ROWS 4
#if IS_DOUBLE || FORMS > 1
#define COLUMNS 4
#else
#define COLUMNS 8
#endif
#define ACROSS 16 // threads side by side along the columns of a block
#define DOWN 16
#define THREADS (ACROSS * DOWN)
#define BLOCK_ROWS (ROWS * DOWN)
#define BLOCK_COLUMNS (COLUMNS * ACROSS)
// Of blocks on a multiprocessor: two leave a thread 128 registers, which one form in single precision fits into. While one
// block waits for coordinates, the other has work.
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
    const REAL *products; // inner products with the columns from area.firstColumn on, row after row; null where not made
};

struct Forms {
    Form form[FORMS];
};

struct Parameters {
    double value[PARAMETERS];
};

// What part of the matrix: its size, the distances of coordinates in memory, the columns of a block and the first block's
// number among all, where inner products that were made begin and how far their rows are apart, identities by which pairs
// are left out, and scales of distances; null where there are none.
struct Area {
    long long rows;
    long long columns;
    long long xStride;
    long long yStride;
    long long span;
    long long firstPart;
    long long firstColumn;
    long long productStride;
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

// Four numbers side by side, fetched at once.
struct alignas(16) Four {
    REAL v[4];
};

DEVICE Four four(const REAL *from) { return *(const Four *)from; }

// A number for each of a thread's columns, which begin at `from`.
struct OfColumns {
    Four fours[COLUMNS / 4];

    DEVICE_METHOD REAL operator[](int c) const { return fours[c / 4].v[c % 4]; }
};

DEVICE OfColumns ofColumns(const REAL *from) {
    OfColumns numbers;
    UNROLL
    for (int part = 0; part < COLUMNS / 4; part++) {
        numbers.fours[part] = four(from + part * 4 * ACROSS);
    }
    return numbers;
}

// How far a thread's column is from its first.
DEVICE int columnOf(int c) { return c / 4 * (4 * ACROSS) + c % 4; }

DEVICE void setZero(REAL t[ROWS][COLUMNS]) {
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int c = 0; c < COLUMNS; c++) {
            t[r][c] = 0;
        }
    }
}

// |x|^2 + |y|^2, to which -2 <x, y> is to be added.
DEVICE void setNorms(const Form &form, long long row, long long column, REAL t[ROWS][COLUMNS]) {
    const Four xNorms = four(form.xExtra + row);
    const OfColumns yNorms = ofColumns(form.yExtra + column);
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int c = 0; c < COLUMNS; c++) {
            t[r][c] = xNorms.v[r] + yNorms[c];
        }
    }
}

// Brings some coordinates of the points of a block to shared memory, times a power of two.
template <int POINTS>
DEVICE void fetch(const REAL *points, long long stride, int depth, REAL factor, REAL *shared) {
    const int point = threadIdx.x % (POINTS / 4) * 4;
    ROLLED
    for (int k = threadIdx.x / (POINTS / 4); k < depth; k += THREADS / (POINTS / 4)) {
        Four numbers = four(points + k * stride + point);
        UNROLL
        for (int i = 0; i < 4; i++) {
            numbers.v[i] *= factor;
        }
        *(Four *)(shared + k * POINTS + point) = numbers;
    }
}

// One coordinate of the thread's pairs.
template <int KIND>
DEVICE void addCoordinate(const REAL *xs, const REAL *ys, REAL t[ROWS][COLUMNS]) {
    const Four a = four(xs);
    const OfColumns b = ofColumns(ys);
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int c = 0; c < COLUMNS; c++) {
            t[r][c] = combine<KIND>(t[r][c], a.v[r], b[c]);
        }
    }
}

// One form of the thread's pairs. Rows whose coordinates are all in shared memory, and alone there, stay for the next columns.
template <int KIND>
DEVICE void accumulate(const Form &form, const Area &area, long long row0, long long column0, bool isFirst, REAL *xs,
                       REAL *ys, REAL t[ROWS][COLUMNS]) {
    const int across = threadIdx.x % ACROSS * 4;
    const int down = threadIdx.x / ACROSS * ROWS;
    const int dimension = (int)form.dimension;
    const bool rowsStay = FORMS == 1 && dimension <= DEPTH && !isFirst;
    if (KIND == SQUARED_BY_DOTS) {
        setNorms(form, row0 + down, column0 + across, t);
    } else {
        setZero(t);
    }
    for (int k0 = 0; k0 < dimension; k0 += DEPTH) {
        const int depth = dimension - k0 < DEPTH ? dimension - k0 : DEPTH;
        __syncthreads();
        if (!rowsStay) {
            fetch<BLOCK_ROWS>(form.x + k0 * area.xStride + row0, area.xStride, depth, KIND == SQUARED_BY_DOTS ? (REAL)-2 : (REAL)1, xs);
        }
        fetch<BLOCK_COLUMNS>(form.y + k0 * area.yStride + column0, area.yStride, depth, 1, ys);
        __syncthreads();
        UNROLL_BY_FOUR
        for (int k = 0; k < depth; k++) {
            addCoordinate<KIND>(xs + k * BLOCK_ROWS + down, ys + k * BLOCK_COLUMNS + across, t);
        }
    }
}

// What comes of inner products that were made before.
template <int KIND>
DEVICE void fetchProducts(const Form &form, const Area &area, long long row, long long column, REAL t[ROWS][COLUMNS]) {
    const REAL *first = form.products + row * area.productStride + column - area.firstColumn;
    const REAL factor = KIND == SQUARED_BY_DOTS ? -2 : 1;
    if (KIND == SQUARED_BY_DOTS) {
        setNorms(form, row, column, t);
    } else {
        setZero(t);
    }
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        const OfColumns products = ofColumns(first + r * area.productStride);
        UNROLL
        for (int c = 0; c < COLUMNS; c++) {
            t[r][c] += factor * products[c];
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

template <bool SQUARES>
DEVICE void scaleDistances(const Area &area, long long row, long long column, REAL t[ROWS][COLUMNS]) {
    UNROLL
    for (int r = 0; r < ROWS; r++) {
        UNROLL
        for (int c = 0; c < COLUMNS; c++) {
            REAL scale = area.rowScales[row + r] * area.columnScales[column + columnOf(c)];
            t[r][c] *= SQUARES ? scale * scale : scale;
        }
    }
}

template <int KIND>
DEVICE void formOf(const Form &form, const Area &area, long long row0, long long column0, bool isFirst, REAL *xs, REAL *ys,
                   bool near, REAL t[ROWS][COLUMNS]) {
    const long long row = row0 + threadIdx.x / ACROSS * ROWS;
    const long long column = column0 + threadIdx.x % ACROSS * 4;
    const bool isProduct = KIND == DOT || KIND == COSINE || (KIND == SQUARED_BY_DOTS && near);
    if (isProduct && form.products != 0) {
        fetchProducts<KIND>(form, area, row, column, t);
    } else if (KIND == SQUARED_BY_DOTS && !near) {
        accumulate<SQUARED>(form, area, row0, column0, isFirst, xs, ys, t);
    } else {
        accumulate<KIND>(form, area, row0, column0, isFirst, xs, ys, t);
    }
    if (KIND == SQUARED_BY_DOTS || KIND == COSINE) { // within bounds in spite of rounding
        UNROLL
        for (int r = 0; r < ROWS; r++) {
            UNROLL
            for (int c = 0; c < COLUMNS; c++) {
                t[r][c] = KIND == COSINE ? LARGER((REAL)-1, SMALLER((REAL)1, t[r][c])) : LARGER((REAL)0, t[r][c]);
            }
        }
    }
    if (area.rowScales != 0) { // of distances only
        scaleDistances<KIND == SQUARED || KIND == SQUARED_BY_DOTS>(area, row, column, t);
    }
}

// The forms of the thread's pairs, and where they are.
struct Pairs {
    REAL t[FORMS][ROWS][COLUMNS];
    long long row;
    long long column;
    long long end; // of the block's columns
};

// Whether a pair is one of the matrix; all are where the block is WHOLE, which spares a branch for each.
template <bool WHOLE>
DEVICE bool counts(const Pairs &pairs, const Area &area, int r, int c) {
    if (WHOLE) {
        return true;
    }
    if (pairs.column + columnOf(c) >= pairs.end) {
        return false;
    }
    return area.rowIds == 0 || pairs.row + r >= area.rows
        || area.rowIds[pairs.row + r] != area.columnIds[pairs.column + columnOf(c)];
}

DEVICE void gather(const Pairs &pairs, const Forms &forms, int r, int c, REAL *t, REAL *norms) {
    UNROLL
    for (int f = 0; f < FORMS; f++) {
        t[f] = pairs.t[f][r][c];
        norms[f] = 1;
#if HAS_NORMS
        if (forms.form[f].xExtra != 0) {
            norms[f] = forms.form[f].xExtra[pairs.row + r] * forms.form[f].yExtra[pairs.column + columnOf(c)];
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

// The number of the block among those that share the columns of a row.
DEVICE long long part(const Area &area) { return area.firstPart + blockIdx.y; }

// Takes the block through its columns.
template <class Fold>
DEVICE void sweep(const Forms &forms, const Area &area, Fold &fold) {
    alignas(16) __shared__ REAL xs[DEPTH * BLOCK_ROWS];
    alignas(16) __shared__ REAL ys[DEPTH * BLOCK_COLUMNS];
    __shared__ int far;
    const long long row0 = (long long)blockIdx.x * BLOCK_ROWS;
    const long long first = part(area) * area.span;
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
        pairs.column = column0 + threadIdx.x % ACROSS * 4;
#define EVALUATE(F, KIND) \
    formOf<KIND>(forms.form[F], area, row0, column0, column0 == first, xs, ys, near[F], pairs.t[F]);
        FOR_FORMS(EVALUATE)
#undef EVALUATE
        if constexpr (Fold::IS_HOT) { // worth compiling twice
            if (area.rowIds == 0 && column0 + BLOCK_COLUMNS <= pairs.end) {
                fold.template take<true>(pairs);
                continue;
            }
        }
        fold.template take<false>(pairs);
    }
}

// The states of a row that the threads beside each other hold, from the first to the last of them; room is for one state.
DEVICE void exchange(double *room, double state) {
    __syncthreads();
    room[threadIdx.x] = state;
    __syncthreads();
}
