// Runs device source on the host: the threads of a block are fibres that take turns between barriers, blocks run one
// after the other. What it checks that a device would not: every thread of a block must reach the same barriers, and the
// order in which threads take turns, which alternates from launch to launch, must not matter.
#include <algorithm>
#include <cmath>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ucontext.h>
#include <utility>

#define __global__
#define __device__
#define __forceinline__ inline
#define __shared__ static
#define __launch_bounds__(...)
#define UNROLL
#define UNROLL_BY_FOUR
#define ROLLED

struct Index {
    unsigned x, y, z;
};
static Index threadIdx, blockIdx, blockDim, gridDim;

static inline double __longlong_as_double(long long bits) {
    double number;
    std::memcpy(&number, &bits, sizeof number);
    return number;
}
static inline float __int_as_float(int bits) {
    float number;
    std::memcpy(&number, &bits, sizeof number);
    return number;
}
static inline double sinpi(double x) { return std::sin(3.14159265358979323846 * x); }
static inline float sinpif(float x) { return (float)std::sin(3.14159265358979323846 * x); }

namespace emulation {
struct Fibre {
    ucontext_t start;
    jmp_buf state;
    bool begun;
    bool done;
};
const int MOST = 1024;
const size_t STACK = 64 * 1024;
static Fibre fibres[MOST];
static char *stacks;
static jmp_buf scheduler;
static int current;
static bool backwards;
static void (*body)(void **);
static void **arguments;

// A fibre serves one thread of block after block: making one anew would take two calls of the system each time.
static void run() {
    for (;;) {
        body(arguments);
        fibres[current].done = true;
        if (_setjmp(fibres[current].state) == 0) {
            _longjmp(scheduler, 1);
        }
    }
}

// One turn of a fibre: to its next barrier or its end.
static void turn(int thread) {
    current = thread;
    threadIdx.x = thread;
    if (_setjmp(scheduler) == 0) {
        if (!fibres[thread].begun) {
            fibres[thread].begun = true;
            setcontext(&fibres[thread].start);
        }
        _longjmp(fibres[thread].state, 1);
    }
}

static void block(int threads) {
    for (int t = 0; t < threads; t++) {
        Fibre &fibre = fibres[t];
        fibre.done = false;
        if (fibre.begun) {
            continue;
        }
        getcontext(&fibre.start);
        fibre.start.uc_stack.ss_sp = stacks + t * STACK;
        fibre.start.uc_stack.ss_size = STACK;
        fibre.start.uc_link = 0;
        makecontext(&fibre.start, run, 0);
    }
    static int left;
    for (left = threads; left > 0;) {
        static int t, finished;
        finished = 0;
        for (t = 0; t < threads; t++) {
            turn(backwards ? threads - 1 - t : t);
            finished += fibres[backwards ? threads - 1 - t : t].done;
        }
        if (finished != 0 && finished != threads) {
            std::fprintf(stderr, "%d of %d threads ended while others wait at a barrier\n", finished, threads);
            std::abort();
        }
        left = finished == 0 ? threads : 0;
    }
}

template <class... Arguments, size_t... Places>
void unpack(void (*kernel)(Arguments...), void **values, std::index_sequence<Places...>) {
    kernel(*(Arguments *)values[Places]...);
}

template <class... Arguments>
void call(void (*kernel)(Arguments...), void **values) {
    unpack(kernel, values, std::index_sequence_for<Arguments...>());
}

static void launch(void (*kernel)(void **), unsigned blocks, unsigned blocksDown, unsigned threads, void **values) {
    if (stacks == 0) {
        stacks = (char *)std::malloc(MOST * STACK);
    }
    body = kernel;
    arguments = values;
    backwards = !backwards;
    blockDim = {threads, 1, 1};
    gridDim = {blocks, blocksDown, 1};
    for (unsigned y = 0; y < blocksDown; y++) {
        for (unsigned x = 0; x < blocks; x++) {
            blockIdx = {x, y, 0};
            block((int)threads);
        }
    }
}
} // namespace emulation

static inline void __syncthreads() {
    if (_setjmp(emulation::fibres[emulation::current].state) == 0) {
        _longjmp(emulation::scheduler, 1);
    }
}

// Exports a kernel for the launcher.
#define EMULATE(NAME) \
    static void unpacked_##NAME(void **values) { emulation::call(NAME, values); } \
    extern "C" void launch_##NAME(unsigned blocks, unsigned blocksDown, unsigned threads, void **values) { \
        emulation::launch(unpacked_##NAME, blocks, blocksDown, threads, values); \
    }
