// Decompositions by their textbook algorithms.
#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

/** A column-major matrix. */
struct Dense {
    int rows, columns;
    std::vector<double> numbers;

    Dense(int rows, int columns) : rows(rows), columns(columns), numbers((size_t)rows * columns) {}
    double &operator()(int i, int j) { return numbers[i + (size_t)j * rows]; }
    double operator()(int i, int j) const { return numbers[i + (size_t)j * rows]; }
    double *column(int j) { return numbers.data() + (size_t)j * rows; }
    const double *column(int j) const { return numbers.data() + (size_t)j * rows; }
};

inline double dot(const double *a, const double *b, int n) { return std::inner_product(a, a + n, b, 0.0); }

/** Two columns turned. */
inline void turn(double *a, double *b, int n, double c, double s) {
    for (int i = 0; i < n; i++) {
        double x = a[i], y = b[i];
        a[i] = c * x - s * y;
        b[i] = s * x + c * y;
    }
}

/** L in place of the lower triangle; returns 0, or the order of the first minor that is not positive. */
inline int cholesky(Dense &a) {
    for (int j = 0; j < a.columns; j++) {
        double square = a(j, j);
        for (int k = 0; k < j; k++) {
            square -= a(j, k) * a(j, k);
        }
        if (!(square > 0)) {
            return j + 1;
        }
        a(j, j) = std::sqrt(square);
        for (int i = j + 1; i < a.rows; i++) {
            double rest = a(i, j);
            for (int k = 0; k < j; k++) {
                rest -= a(i, k) * a(j, k);
            }
            a(i, j) = rest / a(j, j);
        }
    }
    return 0;
}

/** The angle that makes an off-diagonal entry of a symmetric matrix of two rows zero. */
inline void angle(double pp, double qq, double pq, double &c, double &s) {
    double tau = (qq - pp) / (2 * pq);
    double t = (tau >= 0 ? 1 : -1) / (std::fabs(tau) + std::hypot(1, tau));
    c = 1 / std::hypot(1, t);
    s = t * c;
}

const int SWEEPS = 60;

/** Places of numbers in rising order. */
inline std::vector<int> rising(const std::vector<double> &numbers) {
    std::vector<int> order(numbers.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int i, int j) { return numbers[i] < numbers[j]; });
    return order;
}

/** Jacobi's method: rising eigenvalues, and eigenvectors in columns. */
inline std::vector<double> eigenvalues(Dense a, Dense &vectors) {
    int n = a.rows;
    Dense turned(n, n);
    for (int i = 0; i < n; i++) {
        turned(i, i) = 1;
    }
    double size = std::sqrt(dot(a.column(0), a.column(0), n * n));
    bool isDone = false;
    for (int sweep = 0; sweep < SWEEPS && !isDone; sweep++) {
        isDone = true;
        for (int p = 0; p < n; p++) {
            for (int q = p + 1; q < n; q++) {
                if (!(std::fabs(a(p, q)) > 1e-18 * size)) {
                    continue;
                }
                isDone = false;
                double c, s;
                angle(a(p, p), a(q, q), a(p, q), c, s);
                turn(a.column(p), a.column(q), n, c, s);
                for (int k = 0; k < n; k++) {
                    turn(&a(p, k), &a(q, k), 1, c, s);
                }
                a(p, q) = a(q, p) = 0;
                turn(turned.column(p), turned.column(q), n, c, s);
            }
        }
    }
    std::vector<double> diagonal(n), values(n);
    for (int i = 0; i < n; i++) {
        diagonal[i] = a(i, i);
    }
    std::vector<int> order = rising(diagonal);
    for (int j = 0; j < n; j++) {
        values[j] = diagonal[order[j]];
        std::copy_n(turned.column(order[j]), n, vectors.column(j));
    }
    return values;
}

/** R above, the reflections 1 - tau v v' below the diagonal, v with a first entry of 1 that is not stored; returns tau. */
inline std::vector<double> householder(Dense &a) {
    std::vector<double> factors(std::min(a.rows, a.columns));
    for (int j = 0; j < (int)factors.size(); j++) {
        double *v = a.column(j) + j;
        int n = a.rows - j;
        double rest = dot(v + 1, v + 1, n - 1);
        if (rest == 0) {
            continue; // a factor of zero: nothing to reflect
        }
        double beta = -std::copysign(std::sqrt(v[0] * v[0] + rest), v[0]);
        factors[j] = (beta - v[0]) / beta;
        for (int i = 1; i < n; i++) {
            v[i] /= v[0] - beta;
        }
        v[0] = 1;
        for (int k = j + 1; k < a.columns; k++) {
            double *x = a.column(k) + j;
            double along = factors[j] * dot(v, x, n);
            for (int i = 0; i < n; i++) {
                x[i] -= along * v[i];
            }
        }
        v[0] = beta;
    }
    return factors;
}

/** The first columns of the product of reflections. */
inline Dense product(const Dense &reflections, const std::vector<double> &factors) {
    Dense q(reflections.rows, reflections.columns);
    for (int j = 0; j < q.columns; j++) {
        q(j, j) = 1;
    }
    for (int r = (int)factors.size() - 1; r >= 0; r--) {
        int n = q.rows - r;
        std::vector<double> v(reflections.column(r) + r, reflections.column(r) + q.rows);
        v[0] = 1;
        for (int j = 0; j < q.columns; j++) {
            double *x = q.column(j) + r;
            double along = factors[r] * dot(v.data(), x, n);
            for (int i = 0; i < n; i++) {
                x[i] -= along * v[i];
            }
        }
    }
    return q;
}

/** Makes a column of length one at right angles to the columns before it. */
inline void complete(Dense &a, int column) {
    double *x = a.column(column);
    for (int unit = 0; unit < a.rows; unit++) {
        std::fill_n(x, a.rows, 0);
        x[unit] = 1;
        for (int j = 0; j < 2 * column; j++) { // twice is enough
            const double *other = a.column(j % column);
            double along = dot(x, other, a.rows);
            for (int i = 0; i < a.rows; i++) {
                x[i] -= along * other[i];
            }
        }
        double length = std::sqrt(dot(x, x, a.rows));
        if (length > 0.5 / std::sqrt(a.rows)) {
            std::transform(x, x + a.rows, x, [length](double number) { return number / length; });
            return;
        }
    }
}

/** Jacobi's method from one side: falling singular values, left vectors in place, right ones in rows. */
inline std::vector<double> singularValues(Dense &a, Dense &right) {
    int m = a.rows, n = a.columns;
    Dense v(n, n), columns = a;
    for (int i = 0; i < n; i++) {
        v(i, i) = 1;
    }
    bool isDone = false;
    for (int sweep = 0; sweep < SWEEPS && !isDone; sweep++) {
        isDone = true;
        for (int p = 0; p < n; p++) {
            for (int q = p + 1; q < n; q++) {
                double *x = columns.column(p), *y = columns.column(q);
                double xx = dot(x, x, m), yy = dot(y, y, m), xy = dot(x, y, m);
                if (!(std::fabs(xy) > 1e-16 * std::sqrt(xx * yy))) {
                    continue;
                }
                isDone = false;
                double c, s;
                angle(xx, yy, xy, c, s);
                turn(x, y, m, c, s);
                turn(v.column(p), v.column(q), n, c, s);
            }
        }
    }
    std::vector<double> lengths(n), values(n);
    for (int j = 0; j < n; j++) {
        lengths[j] = -std::sqrt(dot(columns.column(j), columns.column(j), m));
    }
    std::vector<int> order = rising(lengths);
    for (int j = 0; j < n; j++) {
        values[j] = -lengths[order[j]];
        for (int i = 0; i < n; i++) {
            right(j, i) = v(i, order[j]);
        }
        if (values[j] <= 1e-14 * values[0]) {
            complete(a, j); // what is left of such a column is rounding
            continue;
        }
        for (int i = 0; i < m; i++) {
            a(i, j) = columns(i, order[j]) / values[j];
        }
    }
    return values;
}
