// cuSOLVER, libcusolver.so.12: decompositions by textbook algorithms, in double precision for both, stored as LAPACK stores
// them.
#include "model.h"
#include "decompositions.h"
#include <algorithm>
#include <cstring>

namespace {
enum Status { SUCCESS = 0, NOT_INITIALIZED = 1, INVALID_VALUE = 3 }; // cusolverStatus_t
enum Fill { LOWER = 0, UPPER = 1 };                                  // cublasFillMode_t
enum EigMode { NO_VECTOR = 0, VECTOR = 1 };                          // cusolverEigMode_t

model::Handles handles;

using Guard = std::lock_guard<std::recursive_mutex>;

bool isFill(int uplo) { return uplo == LOWER || uplo == UPPER; }

/** What the queries say: made up, and exactly what the solvers spoil. */
int potrfLength(int n) { return 3 * n + 1; }
int syevdLength(int n) { return 2 * n * n + 6 * n + 1; }
int geqrfLength(int n) { return 32 * n + 1; }
int orgqrLength(int n) { return 16 * n + 1; }
int gesvdLength(int m, int n) { return m + 5 * n; }

/** Answers a query. */
int answer(model::Handle *handle, bool isValid, int length, int *out) {
    if (!handles.contains(handle)) {
        return NOT_INITIALIZED;
    }
    model::Use use(*handle);
    if (!isValid || out == nullptr) {
        return INVALID_VALUE;
    }
    Guard guard(model::lock());
    model::checkHost(out, "the length of a work space");
    *out = length;
    return SUCCESS;
}

template <class T>
Dense fetch(const T *a, int rows, int columns, int stride) {
    Dense all(rows, columns);
    for (int j = 0; j < columns; j++) {
        for (int i = 0; i < rows; i++) {
            all(i, j) = a[i + (long long)j * stride];
        }
    }
    return all;
}

template <class T>
void store(const Dense &from, T *a, int stride) {
    for (int j = 0; j < from.columns; j++) {
        for (int i = 0; i < from.rows; i++) {
            a[i + (long long)j * stride] = (T)from(i, j);
        }
    }
}

/** A symmetric matrix of one triangle, the other of which is not read. */
template <class T>
Dense symmetric(const T *a, int n, int stride, int uplo) {
    Dense all(n, n);
    for (int j = 0; j < n; j++) {
        for (int i = j; i < n; i++) {
            all(i, j) = all(j, i) = uplo == LOWER ? a[i + (long long)j * stride] : a[j + (long long)i * stride];
        }
    }
    return all;
}

/** A call of a solver, after its own arguments have been found valid. */
template <class T, class Solve>
int solve(model::Handle *handle, bool isValid, int needed, T *work, int length, int *info, Solve check) {
    if (!handles.contains(handle)) {
        return NOT_INITIALIZED;
    }
    model::Use use(*handle);
    if (!isValid || length < needed) {
        return INVALID_VALUE;
    }
    Guard guard(model::lock());
    model::checkDevice(work, (size_t)length * sizeof(T), "the work space of a solver");
    model::checkDevice(info, sizeof *info, "the info of a solver");
    auto run = check();
    model::enqueue(handle->stream, [=] {
        std::memset(work, 0xff, (size_t)length * sizeof(T));
        *info = run();
    });
    return SUCCESS;
}

template <class T>
int potrf(model::Handle *handle, int uplo, int n, T *a, int lda, T *work, int length, int *info) {
    bool isValid = isFill(uplo) && n >= 0 && lda >= std::max(1, n);
    return solve(handle, isValid, potrfLength(n), work, length, info, [=] {
        model::checkMatrix(a, n, n, lda, "A of potrf");
        return [=] {
            Dense factor = symmetric(a, n, lda, uplo);
            int failed = cholesky(factor);
            for (int j = 0; j < n; j++) {
                for (int i = j; i < n; i++) {
                    a[uplo == LOWER ? i + (long long)j * lda : j + (long long)i * lda] = (T)factor(i, j);
                }
            }
            return failed;
        };
    });
}

template <class T>
int syevd(model::Handle *handle, int mode, int uplo, int n, T *a, int lda, T *w, T *work, int length, int *info) {
    if (mode == NO_VECTOR) {
        model::fail("eigenvalues alone are not modelled");
    }
    bool isValid = mode == VECTOR && isFill(uplo) && n >= 0 && lda >= std::max(1, n);
    return solve(handle, isValid, syevdLength(n), work, length, info, [=] {
        model::checkMatrix(a, n, n, lda, "A of syevd");
        model::checkMatrix(w, n, 1, n, "W of syevd");
        return [=] {
            Dense vectors(n, n);
            std::vector<double> values = eigenvalues(symmetric(a, n, lda, uplo), vectors);
            store(vectors, a, lda);
            std::copy(values.begin(), values.end(), w);
            return 0;
        };
    });
}

template <class T>
int geqrf(model::Handle *handle, int m, int n, T *a, int lda, T *tau, T *work, int length, int *info) {
    return solve(handle, m >= 0 && n >= 0 && lda >= std::max(1, m), geqrfLength(n), work, length, info, [=] {
        model::checkMatrix(a, m, n, lda, "A of geqrf");
        model::checkMatrix(tau, std::min(m, n), 1, m, "TAU of geqrf");
        return [=] {
            Dense reflected = fetch(a, m, n, lda);
            std::vector<double> factors = householder(reflected);
            store(reflected, a, lda);
            std::copy(factors.begin(), factors.end(), tau);
            return 0;
        };
    });
}

template <class T>
int orgqr(model::Handle *handle, int m, int n, int k, T *a, int lda, const T *tau, T *work, int length, int *info) {
    bool isValid = k >= 0 && n >= k && m >= n && lda >= std::max(1, m);
    return solve(handle, isValid, orgqrLength(n), work, length, info, [=] {
        model::checkMatrix(a, m, n, lda, "A of orgqr");
        model::checkMatrix(tau, k, 1, k, "tau of orgqr");
        return [=] {
            store(product(fetch(a, m, n, lda), std::vector<double>(tau, tau + k)), a, lda);
            return 0;
        };
    });
}

template <class T>
int gesvd(model::Handle *handle, signed char jobU, signed char jobVt, int m, int n, T *a, int lda, T *s, T *u, int ldu,
    T *vt, int ldvt, T *work, int length, int *info) {
    if (jobU != 'S' || jobVt != 'S') {
        model::fail("gesvd with the jobs %d and %d is not modelled", jobU, jobVt);
    }
    bool isValid = n >= 0 && m >= n && lda >= std::max(1, m) && ldu >= std::max(1, m) && ldvt >= std::max(1, n);
    return solve(handle, isValid, gesvdLength(m, n), work, length, info, [=] {
        model::checkMatrix(a, m, n, lda, "A of gesvd");
        model::checkMatrix(s, n, 1, n, "S of gesvd");
        model::checkMatrix(u, m, n, ldu, "U of gesvd");
        model::checkMatrix(vt, n, n, ldvt, "VT of gesvd");
        return [=] {
            Dense left = fetch(a, m, n, lda), right(n, n);
            std::vector<double> values = singularValues(left, right);
            for (int j = 0; j < n; j++) {
                std::memset(a + (long long)j * lda, 0xff, m * sizeof(T)); // destroyed, says the documentation
            }
            store(left, u, ldu);
            store(right, vt, ldvt);
            std::copy(values.begin(), values.end(), s);
            return 0;
        };
    });
}
} // namespace

#define FOR_TYPE(LETTER, T) \
    int cusolverDn##LETTER##potrf_bufferSize(model::Handle *handle, int uplo, int n, T *, int lda, int *length) { \
        return answer(handle, isFill(uplo) && n >= 0 && lda >= std::max(1, n), potrfLength(n), length); \
    } \
    int cusolverDn##LETTER##potrf( \
        model::Handle *handle, int uplo, int n, T *a, int lda, T *work, int length, int *info) { \
        return potrf(handle, uplo, n, a, lda, work, length, info); \
    } \
    int cusolverDn##LETTER##syevd_bufferSize( \
        model::Handle *handle, int, int uplo, int n, const T *, int lda, const T *, int *length) { \
        return answer(handle, isFill(uplo) && n >= 0 && lda >= std::max(1, n), syevdLength(n), length); \
    } \
    int cusolverDn##LETTER##syevd( \
        model::Handle *handle, int mode, int uplo, int n, T *a, int lda, T *w, T *work, int length, int *info) { \
        return syevd(handle, mode, uplo, n, a, lda, w, work, length, info); \
    } \
    int cusolverDn##LETTER##geqrf_bufferSize(model::Handle *handle, int m, int n, T *, int lda, int *length) { \
        return answer(handle, m >= 0 && n >= 0 && lda >= std::max(1, m), geqrfLength(n), length); \
    } \
    int cusolverDn##LETTER##geqrf( \
        model::Handle *handle, int m, int n, T *a, int lda, T *tau, T *work, int length, int *info) { \
        return geqrf(handle, m, n, a, lda, tau, work, length, info); \
    } \
    int cusolverDn##LETTER##orgqr_bufferSize( \
        model::Handle *handle, int m, int n, int k, const T *, int lda, const T *, int *length) { \
        return answer(handle, k >= 0 && n >= k && m >= n && lda >= std::max(1, m), orgqrLength(n), length); \
    } \
    int cusolverDn##LETTER##orgqr( \
        model::Handle *handle, int m, int n, int k, T *a, int lda, const T *tau, T *work, int length, int *info) { \
        return orgqr(handle, m, n, k, a, lda, tau, work, length, info); \
    } \
    int cusolverDn##LETTER##gesvd_bufferSize(model::Handle *handle, int m, int n, int *length) { \
        return answer(handle, n >= 0 && m >= n, gesvdLength(m, n), length); \
    } \
    int cusolverDn##LETTER##gesvd(model::Handle *handle, signed char jobU, signed char jobVt, int m, int n, T *a, int lda, \
        T *s, T *u, int ldu, T *vt, int ldvt, T *work, int length, T *, int *info) { \
        return gesvd(handle, jobU, jobVt, m, n, a, lda, s, u, ldu, vt, ldvt, work, length, info); \
    }

extern "C" {
int cusolverGetVersion(int *version) {
    model::checkHost(version, "cusolverGetVersion");
    *version = 12000;
    return SUCCESS;
}

int cusolverDnCreate(model::Handle **handle) {
    if (handle == nullptr) {
        return INVALID_VALUE;
    }
    handles.create(handle, "cusolverDnCreate");
    return SUCCESS;
}

int cusolverDnSetStream(model::Handle *handle, void *stream) {
    if (!handles.contains(handle)) {
        return NOT_INITIALIZED;
    }
    handles.setStream(handle, stream);
    return SUCCESS;
}

FOR_TYPE(D, double)
FOR_TYPE(S, float)
}
