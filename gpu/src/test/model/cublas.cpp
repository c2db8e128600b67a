// cuBLAS, libcublas.so.13: products and triangular systems by their definitions, column-major.
#include "model.h"
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

namespace {
enum Status { SUCCESS = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 7, NOT_SUPPORTED = 15 }; // cublasStatus_t
enum Operation { N = 0, T = 1, C = 2 };                                                  // cublasOperation_t
enum Fill { LOWER = 0, UPPER = 1 };                                                      // cublasFillMode_t
enum Side { LEFT = 0, RIGHT = 1 };                                                       // cublasSideMode_t
enum Diagonal { NON_UNIT = 0, UNIT = 1 };                                                // cublasDiagType_t
enum DataType { R_32F = 0, R_64F = 1 };                                                  // cudaDataType
enum Compute { COMPUTE_32F = 68, COMPUTE_32F_FAST_TF32 = 77 };                           // cublasComputeType_t
const int DEFAULT_ALGORITHM = -1;                                                        // CUBLAS_GEMM_DEFAULT

model::Handles handles;

using Guard = std::lock_guard<std::recursive_mutex>;

bool isOperation(int operation) { return operation >= N && operation <= C; }

/** A matrix or its transpose. */
template <class T>
struct View {
    const T *at;
    long long stride;
    bool isTransposed;

    T operator()(long long row, long long column) const {
        return isTransposed ? at[column + row * stride] : at[row + column * stride];
    }

    /** As a matrix whose rows lie without gaps. */
    std::vector<T> rows(int count, int length) const {
        std::vector<T> all((size_t)count * length);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < length; j++) {
                all[(size_t)i * length + j] = (*this)(i, j);
            }
        }
        return all;
    }
};

/** A factor as tensor cores see it, ten places behind the point. */
float cut(float number) {
    uint32_t bits;
    std::memcpy(&bits, &number, sizeof bits);
    bits &= 0xffffe000u;
    std::memcpy(&number, &bits, sizeof bits);
    return number;
}

template <class T>
T inner(const T *a, const T *b, int k) {
    T sums[4] = {};
    int i = 0;
    for (; i + 4 <= k; i += 4) {
        for (int lane = 0; lane < 4; lane++) {
            sums[lane] += a[i + lane] * b[i + lane];
        }
    }
    for (; i < k; i++) {
        sums[0] += a[i] * b[i];
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/** Where the result is not read for a factor of zero: it may be anything. */
template <class T>
T blend(T alpha, T product, T beta, const T *old) {
    return beta == 0 ? alpha * product : alpha * product + beta * *old;
}

template <class T>
int gemm(model::Handle *handle, int transA, int transB, int m, int n, int k, const T *alpha, const T *a, int lda,
    const T *b, int ldb, const T *beta, T *c, int ldc, bool isCut) {
    if (!handles.contains(handle)) {
        return NOT_INITIALIZED;
    }
    model::Use use(*handle);
    if (!isOperation(transA) || !isOperation(transB) || m < 0 || n < 0 || k < 0 || alpha == nullptr || beta == nullptr
        || lda < std::max(1, transA == N ? m : k) || ldb < std::max(1, transB == N ? k : n) || ldc < std::max(1, m)) {
        return INVALID_VALUE;
    }
    if (m == 0 || n == 0) {
        return SUCCESS;
    }
    Guard guard(model::lock());
    model::checkHost(alpha, "alpha of gemm");
    model::checkHost(beta, "beta of gemm");
    model::checkMatrix(a, transA == N ? m : k, transA == N ? k : m, lda, "A of gemm");
    model::checkMatrix(b, transB == N ? k : n, transB == N ? n : k, ldb, "B of gemm");
    model::checkMatrix(c, m, n, ldc, "C of gemm");
    if (k > 0 && (c == a || c == b)) {
        model::fail("gemm over one of its factors");
    }
    model::enqueue(handle->stream, [=, alpha = *alpha, beta = *beta] {
        std::vector<T> left = View<T>{a, lda, transA != N}.rows(m, k);
        std::vector<T> right = View<T>{b, ldb, transB == N}.rows(n, k);
        if constexpr (std::is_same_v<T, float>) {
            if (isCut) {
                std::transform(left.begin(), left.end(), left.begin(), cut);
                std::transform(right.begin(), right.end(), right.begin(), cut);
            }
        }
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                T *at = c + i + (long long)j * ldc;
                *at = blend(alpha, inner(left.data() + (size_t)i * k, right.data() + (size_t)j * k, k), beta, at);
            }
        }
    });
    return SUCCESS;
}

template <class T>
int syrk(model::Handle *handle, int uplo, int trans, int n, int k, const T *alpha, const T *a, int lda, const T *beta,
    T *c, int ldc) {
    if (!handles.contains(handle)) {
        return NOT_INITIALIZED;
    }
    model::Use use(*handle);
    if ((uplo != LOWER && uplo != UPPER) || !isOperation(trans) || n < 0 || k < 0 || alpha == nullptr || beta == nullptr
        || lda < std::max(1, trans == N ? n : k) || ldc < std::max(1, n)) {
        return INVALID_VALUE;
    }
    if (n == 0) {
        return SUCCESS;
    }
    Guard guard(model::lock());
    model::checkHost(alpha, "alpha of syrk");
    model::checkHost(beta, "beta of syrk");
    model::checkMatrix(a, trans == N ? n : k, trans == N ? k : n, lda, "A of syrk");
    model::checkMatrix(c, n, n, ldc, "C of syrk");
    model::enqueue(handle->stream, [=, alpha = *alpha, beta = *beta] {
        std::vector<T> rows = View<T>{a, lda, trans != N}.rows(n, k);
        for (int j = 0; j < n; j++) {
            for (int i = uplo == LOWER ? j : 0; i < (uplo == LOWER ? n : j + 1); i++) {
                T *at = c + i + (long long)j * ldc;
                *at = blend(alpha, inner(rows.data() + (size_t)i * k, rows.data() + (size_t)j * k, k), beta, at);
            }
        }
    });
    return SUCCESS;
}

/** op(t) x = b, or x op(t) = b from the right, which is op(t)' x' = b'. */
template <class T>
void solve(View<T> t, bool isUpper, bool isUnit, int n, T *b, long long step) {
    for (int at = 0; at < n; at++) {
        int i = isUpper ? n - 1 - at : at;
        T rest = b[i * step];
        for (int j = isUpper ? i + 1 : 0; j < (isUpper ? n : i); j++) {
            rest -= t(i, j) * b[j * step];
        }
        b[i * step] = isUnit ? rest : rest / t(i, i);
    }
}

template <class T>
int trsm(model::Handle *handle, int side, int uplo, int trans, int diagonal, int m, int n, const T *alpha, const T *a,
    int lda, T *b, int ldb) {
    if (!handles.contains(handle)) {
        return NOT_INITIALIZED;
    }
    model::Use use(*handle);
    int order = side == LEFT ? m : n;
    if ((side != LEFT && side != RIGHT) || (uplo != LOWER && uplo != UPPER) || !isOperation(trans)
        || (diagonal != NON_UNIT && diagonal != UNIT) || m < 0 || n < 0 || alpha == nullptr || lda < std::max(1, order)
        || ldb < std::max(1, m)) {
        return INVALID_VALUE;
    }
    if (m == 0 || n == 0) {
        return SUCCESS;
    }
    Guard guard(model::lock());
    model::checkHost(alpha, "alpha of trsm");
    model::checkMatrix(a, order, order, lda, "A of trsm");
    model::checkMatrix(b, m, n, ldb, "B of trsm");
    model::enqueue(handle->stream, [=, alpha = *alpha] {
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < m; i++) {
                T *at = b + i + (long long)j * ldb;
                *at = alpha == 0 ? 0 : alpha * *at;
            }
        }
        bool isTransposed = (trans != N) != (side == RIGHT);
        bool isUpper = (uplo == UPPER) != isTransposed;
        for (int v = 0; alpha != 0 && v < (side == LEFT ? n : m); v++) {
            T *vector = side == LEFT ? b + (long long)v * ldb : b + v;
            solve(View<T>{a, lda, isTransposed}, isUpper, diagonal == UNIT, order, vector, side == LEFT ? 1 : ldb);
        }
    });
    return SUCCESS;
}
} // namespace

extern "C" {
size_t cublasGetCudartVersion() { return 13000; }

int cublasCreate_v2(model::Handle **handle) {
    if (handle == nullptr) {
        return INVALID_VALUE;
    }
    handles.create(handle, "cublasCreate");
    return SUCCESS;
}

int cublasSetStream_v2(model::Handle *handle, void *stream) {
    if (!handles.contains(handle)) {
        return NOT_INITIALIZED;
    }
    handles.setStream(handle, stream);
    return SUCCESS;
}

int cublasDgemm_v2(model::Handle *handle, int transA, int transB, int m, int n, int k, const double *alpha,
    const double *a, int lda, const double *b, int ldb, const double *beta, double *c, int ldc) {
    return gemm(handle, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, false);
}

int cublasSgemm_v2(model::Handle *handle, int transA, int transB, int m, int n, int k, const float *alpha, const float *a,
    int lda, const float *b, int ldb, const float *beta, float *c, int ldc) {
    return gemm(handle, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, false);
}

int cublasGemmEx(model::Handle *handle, int transA, int transB, int m, int n, int k, const void *alpha, const void *a,
    int typeA, int lda, const void *b, int typeB, int ldb, const void *beta, void *c, int typeC, int ldc, int compute,
    int algorithm) {
    if (typeA != R_32F || typeB != R_32F || typeC != R_32F || (compute != COMPUTE_32F && compute != COMPUTE_32F_FAST_TF32)) {
        return NOT_SUPPORTED; // here; there are more
    }
    if (algorithm != DEFAULT_ALGORITHM) {
        return INVALID_VALUE;
    }
    return gemm(handle, transA, transB, m, n, k, (const float *)alpha, (const float *)a, lda, (const float *)b, ldb,
        (const float *)beta, (float *)c, ldc, compute == COMPUTE_32F_FAST_TF32);
}

int cublasDsyrk_v2(model::Handle *handle, int uplo, int trans, int n, int k, const double *alpha, const double *a, int lda,
    const double *beta, double *c, int ldc) {
    return syrk(handle, uplo, trans, n, k, alpha, a, lda, beta, c, ldc);
}

int cublasSsyrk_v2(model::Handle *handle, int uplo, int trans, int n, int k, const float *alpha, const float *a, int lda,
    const float *beta, float *c, int ldc) {
    return syrk(handle, uplo, trans, n, k, alpha, a, lda, beta, c, ldc);
}

int cublasDtrsm_v2(model::Handle *handle, int side, int uplo, int trans, int diagonal, int m, int n, const double *alpha,
    const double *a, int lda, double *b, int ldb) {
    return trsm(handle, side, uplo, trans, diagonal, m, n, alpha, a, lda, b, ldb);
}

int cublasStrsm_v2(model::Handle *handle, int side, int uplo, int trans, int diagonal, int m, int n, const float *alpha,
    const float *a, int lda, float *b, int ldb) {
    return trsm(handle, side, uplo, trans, diagonal, m, n, alpha, a, lda, b, ldb);
}
}
