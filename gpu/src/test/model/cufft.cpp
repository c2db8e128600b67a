// cuFFT, libcufft.so.12: transforms of real grids by their definition, one axis after the other, not normalised.
#include "model.h"
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <vector>

namespace {
enum Result { // cufftResult
    SUCCESS = 0,
    INVALID_PLAN = 1,
    ALLOC_FAILED = 2,
    INVALID_TYPE = 3,
    INVALID_VALUE = 4,
    INVALID_SIZE = 8
};
enum Type { R2C = 0x2a, C2R = 0x2c, D2Z = 0x6a, Z2D = 0x6c }; // cufftType

using Complex = std::complex<double>;

/** How the numbers of a batch lie: rows of the last axis within the embedding grid. */
struct Layout {
    std::vector<int> embed;
    long long stride, distance;

    /** Where a number is, given its row, counted over all axes but the last, and its place in the row. */
    long long at(const std::vector<int> &shape, long long batch, long long row, int place) const {
        long long offset = place, step = embed.back();
        for (int axis = (int)shape.size() - 2; axis >= 0; axis--) {
            offset += row % shape[axis] * step;
            row /= shape[axis];
            step *= embed[axis];
        }
        return batch * distance + offset * stride;
    }
};

struct Plan {
    int type, batch;
    std::vector<int> shape;
    bool isBasic; // layouts are the default ones
    Layout real, spectrum;
    void *stream;
    size_t workBytes;

    bool isForward() const { return type == R2C || type == D2Z; }
    int bins() const { return shape.back() / 2 + 1; }
    long long rows() const {
        long long count = 1;
        for (size_t axis = 0; axis + 1 < shape.size(); axis++) {
            count *= shape[axis];
        }
        return count;
    }
};

std::map<int, std::shared_ptr<Plan>> plans;
int last;

using Guard = std::lock_guard<std::recursive_mutex>;

/** Numbers close together; in place, rows of the grid are padded to those of the spectrum. */
void basicLayouts(Plan &plan, bool isInPlace) {
    plan.real.embed = plan.spectrum.embed = plan.shape;
    plan.spectrum.embed.back() = plan.bins();
    if (isInPlace) {
        plan.real.embed.back() = 2 * plan.bins();
    }
    plan.real.stride = plan.spectrum.stride = 1;
    plan.real.distance = plan.rows() * plan.real.embed.back();
    plan.spectrum.distance = plan.rows() * plan.bins();
}

/** Sums of a line times roots of one, `sign` the sign of their exponents. */
std::vector<Complex> transform(const std::vector<Complex> &line, int sign) {
    int n = (int)line.size();
    std::vector<Complex> roots(n), sums(n);
    for (int i = 0; i < n; i++) {
        roots[i] = std::polar(1.0, sign * 2 * M_PI * i / n);
    }
    for (int k = 0; k < n; k++) {
        for (int i = 0; i < n; i++) {
            const Complex &root = roots[(long long)i * k % n];
            sums[k] += Complex(line[i].real() * root.real() - line[i].imag() * root.imag(),
                line[i].real() * root.imag() + line[i].imag() * root.real());
        }
    }
    return sums;
}

/** Along all axes but the last, of rows that lie without gaps. */
void transformOthers(const Plan &plan, std::vector<Complex> &all, int sign) {
    long long step = plan.bins();
    for (int axis = (int)plan.shape.size() - 2; axis >= 0; axis--) {
        int n = plan.shape[axis];
        std::vector<Complex> line(n);
        for (long long from = 0; from < (long long)all.size(); from++) {
            if (from / step % n != 0) {
                continue;
            }
            for (int i = 0; i < n; i++) {
                line[i] = all[from + i * step];
            }
            line = transform(line, sign);
            for (int i = 0; i < n; i++) {
                all[from + i * step] = line[i];
            }
        }
        step *= n;
    }
}

template <class T>
void forward(const Plan &plan, const T *grids, T *spectra) {
    int n = plan.shape.back(), bins = plan.bins();
    for (int batch = 0; batch < plan.batch; batch++) {
        std::vector<Complex> all(plan.rows() * bins);
        for (long long row = 0; row < plan.rows(); row++) {
            std::vector<Complex> line(n);
            for (int i = 0; i < n; i++) {
                line[i] = grids[plan.real.at(plan.shape, batch, row, i)];
            }
            line = transform(line, -1);
            std::copy_n(line.begin(), bins, all.begin() + row * bins);
        }
        transformOthers(plan, all, -1);
        for (long long row = 0; row < plan.rows(); row++) {
            for (int k = 0; k < bins; k++) {
                T *to = spectra + 2 * plan.spectrum.at(plan.shape, batch, row, k);
                to[0] = (T)all[row * bins + k].real();
                to[1] = (T)all[row * bins + k].imag();
            }
        }
    }
}

/** Of a row only the first half is read; the other is its mirror image, conjugate. Spectra are spoilt. */
template <class T>
void inverse(const Plan &plan, T *spectra, T *grids) {
    int n = plan.shape.back(), bins = plan.bins();
    for (int batch = 0; batch < plan.batch; batch++) {
        std::vector<Complex> all(plan.rows() * bins);
        for (long long row = 0; row < plan.rows(); row++) {
            for (int k = 0; k < bins; k++) {
                T *from = spectra + 2 * plan.spectrum.at(plan.shape, batch, row, k);
                all[row * bins + k] = Complex(from[0], from[1]);
                std::memset(from, 0xff, 2 * sizeof(T));
            }
        }
        transformOthers(plan, all, 1);
        for (long long row = 0; row < plan.rows(); row++) {
            std::vector<Complex> line(n);
            for (int k = 0; k < bins; k++) {
                Complex number = all[row * bins + k];
                bool isItsOwnMirror = k == 0 || 2 * k == n; // whose imaginary part does not count
                line[k] = isItsOwnMirror ? Complex(number.real(), 0) : number;
                line[isItsOwnMirror ? k : n - k] = std::conj(line[k]);
            }
            line = transform(line, 1);
            for (int i = 0; i < n; i++) {
                grids[plan.real.at(plan.shape, batch, row, i)] = (T)line[i].real();
            }
        }
    }
}

template <class T>
void checkLayout(const Plan &plan, const Layout &layout, int length, int parts, const T *at, const char *what) {
    long long end = 0;
    for (int batch = 0; batch < plan.batch; batch += std::max(1, plan.batch - 1)) {
        end = std::max(end, layout.at(plan.shape, batch, plan.rows() - 1, length - 1) + 1);
    }
    model::checkDevice(at, end * parts * sizeof(T), what);
    if ((uintptr_t)at % (2 * sizeof(T)) != 0) {
        model::fail("%s: %p is not aligned to complex numbers", what, at);
    }
}

template <class T>
int execute(int handle, int type, T *from, T *to) {
    Guard guard(model::lock());
    auto found = plans.find(handle);
    if (found == plans.end()) {
        return INVALID_PLAN;
    }
    auto plan = std::make_shared<Plan>(*found->second);
    if (plan->type != type || from == nullptr || to == nullptr) {
        return plan->type != type ? INVALID_TYPE : INVALID_VALUE;
    }
    if (plan->isBasic) {
        basicLayouts(*plan, from == to);
    } else if (from == to) {
        model::fail("transforms in place with layouts of their own are not modelled");
    }
    T *grids = plan->isForward() ? from : to, *spectra = plan->isForward() ? to : from;
    checkLayout(*plan, plan->real, plan->shape.back(), 1, grids, "grids of cuFFT");
    checkLayout(*plan, plan->spectrum, plan->bins(), 2, spectra, "spectra of cuFFT");
    model::enqueue(plan->stream, [=] {
        if (plan->isForward()) {
            forward(*plan, grids, spectra);
        } else {
            inverse(*plan, spectra, grids);
        }
    });
    return SUCCESS;
}
} // namespace

extern "C" {
int cufftGetVersion(int *version) {
    if (version == nullptr) {
        return INVALID_VALUE;
    }
    *version = 12100;
    return SUCCESS;
}

int cufftPlanMany(int *handle, int rank, int *n, int *inEmbed, int inStride, int inDistance, int *outEmbed, int outStride,
    int outDistance, int type, int batch) {
    Guard guard(model::lock());
    if (handle == nullptr || n == nullptr || rank < 1 || rank > 3) {
        return INVALID_VALUE;
    }
    model::checkHost(handle, "cufftPlanMany");
    model::makeCurrent();
    if (type != R2C && type != C2R && type != D2Z && type != Z2D) {
        return INVALID_TYPE;
    }
    Plan plan{};
    plan.type = type;
    plan.batch = batch;
    plan.shape.assign(n, n + rank);
    for (int length : plan.shape) {
        if (length < 1 || batch < 1) {
            return INVALID_SIZE;
        }
    }
    plan.isBasic = inEmbed == nullptr || outEmbed == nullptr; // either makes both the default
    basicLayouts(plan, false);
    plan.workBytes = (size_t)batch * plan.rows() * plan.bins() * (type == R2C || type == C2R ? 8 : 16);
    if (!plan.isBasic) {
        Layout in{std::vector<int>(inEmbed, inEmbed + rank), inStride, inDistance};
        Layout out{std::vector<int>(outEmbed, outEmbed + rank), outStride, outDistance};
        plan.real = plan.isForward() ? in : out;
        plan.spectrum = plan.isForward() ? out : in;
    }
    if (!model::takeOutside(plan.workBytes)) {
        return ALLOC_FAILED;
    }
    *handle = ++last;
    plans[last] = std::make_shared<Plan>(plan);
    return SUCCESS;
}

int cufftSetStream(int handle, void *stream) {
    Guard guard(model::lock());
    auto found = plans.find(handle);
    if (found == plans.end()) {
        return INVALID_PLAN;
    }
    model::checkStream(stream);
    found->second->stream = stream;
    return SUCCESS;
}

/** What was asked for before is still done: freeing the work space waits for the device. */
int cufftDestroy(int handle) {
    Guard guard(model::lock());
    auto found = plans.find(handle);
    if (found == plans.end()) {
        return INVALID_PLAN;
    }
    model::giveOutside(found->second->workBytes);
    plans.erase(found);
    return SUCCESS;
}

int cufftExecD2Z(int plan, double *grids, double *spectra) { return execute(plan, D2Z, grids, spectra); }
int cufftExecZ2D(int plan, double *spectra, double *grids) { return execute(plan, Z2D, spectra, grids); }
int cufftExecR2C(int plan, float *grids, float *spectra) { return execute(plan, R2C, grids, spectra); }
int cufftExecC2R(int plan, float *spectra, float *grids) { return execute(plan, C2R, spectra, grids); }
}
