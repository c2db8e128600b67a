// Draws from projection determinantal processes by rejection, a block for each subset. profiles.cu stands before.
//
// An item is proposed by its weight in the m columns selected, one of them uniformly and then a row by its squared entry, and
// is accepted with the share of its row that the rows accepted before do not span (Barthelme, Tremblay, Amblard, 2023). The law
// of a proposal does not depend on what was accepted. So they are drawn by dozens, a lane for each, are held against the whole
// span once, which is read once for all of them, and then against every direction that is added while they wait.
//
// Every sum has one order, and every thread of a block takes the same decisions, from numbers in shared memory.

#define THREADS 128
#define WAITING 32                  // proposals at a time, a lane for each
#define GROUPS (THREADS / WAITING)  // the lanes of a group have one share of a sum
#define TILE 4                      // directions held against a proposal at a time
#define CHUNK 256                   // rows of a piece of the cumulative sums
#define MOST_PROPOSALS 150          // for an item, times m: next to impossible unless rounding has eaten what was left
#define ROUNDING 1e-15              // a share of a row below which what is left of it is rounding
#define ONCE 0.01                   // above this share of a row, subtracting once leaves it orthogonal to working precision

// What is written in place of the first item of a subset that could not be drawn.
#define NOTHING_LEFT -1
#define SPANNED -2

// N x r orthonormal columns, row after row; the cumulative sums of their squares within chunks of rows, and those of the
// chunks, [chunk][column].
struct Columns {
    const double *entries;
    const double *within;
    const double *chunkSums;
    long long rows;
    long long count;
};

// Global memory of a block: directions as rows and as columns (`stride` numbers apart, so that tiles end within), the rows
// proposed, [column][lane], and their inner products with the directions, [direction][lane].
struct Area {
    double *directions;
    double *turned;
    double *rows;
    double *products;
    int stride;
};

// The proposals that wait, in shared memory.
struct Queue {
    double weight[WAITING];  // squared norms of the rows
    double left[WAITING];    // what is not spanned of them
    double threshold[WAITING];
    double part[GROUPS][WAITING];
    double room[THREADS];
    int item[WAITING];
};

// A process to draw from, and where its random numbers are: those of one key, sample and purpose are a stream.
struct Process {
    const int *selected;
    int m;
    unsigned long long key;
    unsigned sample;
};

#define FOR_COLUMN 0
#define FOR_THRESHOLD 1
#define FOR_ALL_ITEMS 2

struct Words {
    unsigned at[4];
};

// Philox4x32-10 (Salmon, Moraes, Dror, Shaw, 2011).
DEVICE Words philox(Words counter, unsigned key0, unsigned key1) {
    UNROLL
    for (int round = 0; round < 10; round++) {
        const unsigned long long even = 0xD2511F53ull * counter.at[0];
        const unsigned long long odd = 0xCD9E8D57ull * counter.at[2];
        const Words next = {{(unsigned)(odd >> 32) ^ counter.at[1] ^ key0, (unsigned)odd,
                             (unsigned)(even >> 32) ^ counter.at[3] ^ key1, (unsigned)even}};
        counter = next;
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    return counter;
}

DEVICE Words draw(const Process &process, unsigned long long number, unsigned purpose) {
    const Words counter = {{(unsigned)number, (unsigned)(number >> 32), process.sample, purpose}};
    return philox(counter, (unsigned)process.key, (unsigned)(process.key >> 32));
}

// A multiple of 2^-53 in [0, 1).
DEVICE double uniform(unsigned high, unsigned low) {
    return (double)(((unsigned long long)high << 32 | low) >> 11) * 1.1102230246251565e-16;
}

// Squares of a column summed up within a chunk, a thread for each chunk and column; neighbours have neighbouring columns.
extern "C" __global__ void __launch_bounds__(THREADS) sumWithin(const double *__restrict__ entries, long long rows, long long count,
                                                                 double *__restrict__ within, double *__restrict__ chunkSums) {
    const long long at = (long long)blockIdx.x * THREADS + threadIdx.x;
    const long long chunk = at / count;
    const long long first = chunk * CHUNK;
    if (first >= rows) {
        return;
    }
    const long long end = first + CHUNK < rows ? first + CHUNK : rows;
    double sum = 0;
    for (long long i = first * count + at % count; i < end * count; i += count) {
        sum += entries[i] * entries[i];
        within[i] = sum;
    }
    chunkSums[at] = sum;
}

// The sums of chunks summed up, a thread for each column.
extern "C" __global__ void __launch_bounds__(THREADS) sumChunks(long long chunks, long long count, double *chunkSums) {
    const long long column = (long long)blockIdx.x * THREADS + threadIdx.x;
    if (column >= count) {
        return;
    }
    double sum = 0;
    for (long long at = column; at < chunks * count; at += count) {
        sum += chunkSums[at];
        chunkSums[at] = sum;
    }
}

// The first of `count` sums, `step` apart, that exceeds the target; the last if rounding lets none.
DEVICE long long firstAbove(const double *sums, long long step, long long count, double target) {
    long long low = 0;
    long long high = count - 1;
    while (low < high) {
        const long long middle = (low + high) / 2;
        if (sums[middle * step] > target) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

DEVICE int proposal(const Columns &u, const Process &process, unsigned long long number) {
    const Words words = draw(process, number, FOR_COLUMN);
    const int column = process.selected[(int)(uniform(words.at[0], words.at[1]) * (double)process.m)];
    const double *sums = u.chunkSums + column;
    const long long chunks = (u.rows + CHUNK - 1) / CHUNK;
    double target = uniform(words.at[2], words.at[3]) * sums[(chunks - 1) * u.count];
    const long long chunk = firstAbove(sums, u.count, chunks, target);
    target -= chunk == 0 ? 0 : sums[(chunk - 1) * u.count];
    const long long first = chunk * CHUNK;
    const long long size = u.rows - first < CHUNK ? u.rows - first : CHUNK;
    return (int)(first + firstAbove(u.within + first * u.count + column, u.count, size, target));
}

// Adds up what the groups found for the calling lane.
DEVICE double groupSum(const Queue &queue, int lane) {
    double sum = 0;
    UNROLL
    for (int g = 0; g < GROUPS; g++) {
        sum += queue.part[g][lane];
    }
    return sum;
}

// Reads the rows of the items that wait, and their weights. Begins and ends with a barrier.
DEVICE void gather(const Columns &u, const Process &process, const Area &area, Queue &queue, int lane, int group) {
    __syncthreads();
    const double *row = u.entries + queue.item[lane] * u.count;
    double sum = 0;
    for (int a = group; a < process.m; a += GROUPS) {
        const double entry = row[process.selected[a]];
        area.rows[(long long)a * WAITING + lane] = entry;
        sum += entry * entry;
    }
    queue.part[group][lane] = sum;
    __syncthreads();
    if (group == 0) {
        queue.weight[lane] = groupSum(queue, lane);
    }
    __syncthreads();
}

// Holds the rows that wait against all directions. Ends with a barrier.
DEVICE void holdAgainstAll(const Process &process, const Area &area, Queue &queue, int known, int lane, int group) {
    double spanned = 0;
    for (int k = group * TILE; k < known; k += GROUPS * TILE) {
        double sums[TILE] = {0, 0, 0, 0};
        for (int a = 0; a < process.m; a++) {
            const double entry = area.rows[(long long)a * WAITING + lane];
            UNROLL
            for (int t = 0; t < TILE; t++) {
                sums[t] += area.turned[(long long)a * area.stride + k + t] * entry;
            }
        }
        UNROLL
        for (int t = 0; t < TILE; t++) {
            if (k + t < known) { // beyond, there is nothing yet
                area.products[(long long)(k + t) * WAITING + lane] = sums[t];
                spanned += sums[t] * sums[t];
            }
        }
    }
    queue.part[group][lane] = spanned;
    __syncthreads();
    if (group == 0) {
        queue.left[lane] = queue.weight[lane] - groupSum(queue, lane);
    }
    __syncthreads();
}

// Holds the rows that wait against the direction added last. Ends with a barrier.
DEVICE void holdAgainst(const Process &process, const Area &area, Queue &queue, int last, int lane, int group) {
    double sum = 0;
    for (int a = group; a < process.m; a += GROUPS) {
        sum += area.directions[(long long)last * process.m + a] * area.rows[(long long)a * WAITING + lane];
    }
    queue.part[group][lane] = sum;
    __syncthreads();
    if (group == 0) {
        const double product = groupSum(queue, lane);
        area.products[(long long)last * WAITING + lane] = product;
        queue.left[lane] -= product * product;
    }
    __syncthreads();
}

// Fills the queue with proposals and their thresholds, or all of it with one item that is to be accepted, and holds them against
// the span.
DEVICE void refill(const Columns &u, const Process &process, const Area &area, Queue &queue, unsigned long long number, int item, int known,
                   int lane, int group) {
    if (group == 0) {
        queue.item[lane] = item < 0 ? proposal(u, process, number + lane) : item;
    }
    gather(u, process, area, queue, lane, group);
    if (group == 0) {
        const Words words = draw(process, number + lane, FOR_THRESHOLD);
        const double share = fmax(ROUNDING, uniform(words.at[0], words.at[1]));
        queue.threshold[lane] = item < 0 ? share * queue.weight[lane] : -INFINITE;
    }
    holdAgainstAll(process, area, queue, known, lane, group);
}

// The sum over threads; begins and ends with a barrier.
DEVICE double blockSum(Queue &queue, double mine) {
    __syncthreads();
    queue.room[threadIdx.x] = mine;
    __syncthreads();
    for (int half = THREADS / 2; half > 0; half /= 2) {
        if ((int)threadIdx.x < half) {
            queue.room[threadIdx.x] += queue.room[threadIdx.x + half];
        }
        __syncthreads();
    }
    return queue.room[0];
}

// Subtracts from the direction at `known` those before it, times the products of a lane; returns what is left of its squared norm.
DEVICE double subtract(const Process &process, const Area &area, Queue &queue, int known, int lane) {
    double *direction = area.directions + (long long)known * process.m;
    double squares = 0;
    for (int a = threadIdx.x; a < process.m; a += THREADS) {
        double entry = direction[a];
        for (int k = 0; k < known; k++) {
            entry -= area.products[(long long)k * WAITING + lane] * area.directions[(long long)k * process.m + a];
        }
        direction[a] = entry;
        squares += entry * entry;
    }
    return blockSum(queue, squares);
}

// Adds the direction in which the row of a lane leaves the span. Returns whether it does. Ends with a barrier.
DEVICE bool append(const Process &process, const Area &area, Queue &queue, int known, int lane) {
    double *direction = area.directions + (long long)known * process.m;
    for (int a = threadIdx.x; a < process.m; a += THREADS) {
        direction[a] = area.rows[(long long)a * WAITING + lane]; // by the thread that goes on with it
    }
    double left = subtract(process, area, queue, known, lane);
    if (left < ONCE * queue.weight[lane]) {
        for (int k = threadIdx.x; k < known; k += THREADS) {
            double sum = 0;
            for (int a = 0; a < process.m; a++) {
                sum += area.turned[(long long)a * area.stride + k] * direction[a];
            }
            area.products[(long long)k * WAITING + lane] = sum;
        }
        __syncthreads();
        left = subtract(process, area, queue, known, lane);
    }
    const double scale = 1 / sqrt(left);
    for (int a = threadIdx.x; a < process.m; a += THREADS) {
        direction[a] *= scale;
        area.turned[(long long)a * area.stride + known] = direction[a];
    }
    __syncthreads();
    return left > 0;
}

// What is not spanned of the row of an item, 0 up to rounding. The thread does it alone.
DEVICE double remaining(const Columns &u, const Process &process, const Area &area, const int *items, int known, long long item) {
    ROLLED
    for (int k = 0; k < known; k++) {
        if (items[k] == item) {
            return 0;
        }
    }
    const double *row = u.entries + item * u.count;
    double weight = 0;
    ROLLED
    for (int a = 0; a < process.m; a++) {
        const double entry = row[process.selected[a]];
        weight += entry * entry;
    }
    double left = weight;
    ROLLED
    for (int k = 0; k < known; k++) {
        double product = 0;
        ROLLED
        for (int a = 0; a < process.m; a++) {
            product += area.directions[(long long)k * process.m + a] * row[process.selected[a]];
        }
        left -= product * product;
    }
    return left > ROUNDING * weight ? left : 0;
}

// Draws by the law of the next item, of all items at once, a run of them for each thread; -1 if none has a positive weight.
DEVICE int exactly(const Columns &u, const Process &process, const Area &area, Queue &queue, const int *items, int known) {
    __shared__ int found;
    const long long first = u.rows * threadIdx.x / THREADS;
    const long long end = u.rows * (threadIdx.x + 1) / THREADS;
    double sum = 0;
    ROLLED
    for (long long i = first; i < end; i++) {
        sum += remaining(u, process, area, items, known, i);
    }
    __syncthreads();
    queue.room[threadIdx.x] = sum;
    __syncthreads();
    double total = 0;
    ROLLED
    for (int t = 0; t < THREADS; t++) {
        total += queue.room[t];
    }
    const Words words = draw(process, known, FOR_ALL_ITEMS);
    double target = uniform(words.at[0], words.at[1]) * total;
    int run = -1; // the one in which the target lies, or the last of a positive sum
    ROLLED
    for (int t = 0; t < THREADS; t++) {
        if (queue.room[t] > 0) {
            run = t;
            if (target < queue.room[t]) {
                break;
            }
            target -= queue.room[t];
        }
    }
    if ((int)threadIdx.x == run) {
        ROLLED
        for (long long i = first; i < end; i++) {
            const double weight = remaining(u, process, area, items, known, i);
            if (weight > 0) {
                found = (int)i;
                if (target < weight) {
                    break;
                }
                target -= weight;
            }
        }
    }
    __syncthreads();
    return run < 0 ? -1 : found;
}

// Draws the subset of `firstSample + blockIdx.x`, which has the columns starts[it] to starts[it + 1] of `selections`, and writes its
// items where they are in `subsets`, counted from the first of this launch, in the order in which they were drawn.
extern "C" __global__ void __launch_bounds__(THREADS, 5)
    drawSubsets(Columns u, const int *__restrict__ selections, const int *__restrict__ starts, int firstSample, unsigned long long key, double *scratch,
                long long areaSize, int *subsets) {
    __shared__ Queue queue;
    const int start = starts[blockIdx.x];
    const Process process = {selections + start, starts[blockIdx.x + 1] - start, key, (unsigned)firstSample + blockIdx.x};
    const int m = process.m;
    const int stride = (m + TILE - 1) / TILE * TILE;
    double *own = scratch + blockIdx.x * areaSize;
    double *rows = own + (long long)m * (m + stride);
    const Area area = {own, own + (long long)m * m, rows, rows + (long long)m * WAITING, stride};
    int *items = subsets + start;
    const int lane = threadIdx.x % WAITING;
    const int group = threadIdx.x / WAITING;
    unsigned long long number = 0; // of the next proposal to draw
    int at = WAITING;              // the next that waits
    for (int known = 0; known < m; known++) {
        long long rejected = 0;
        while (at == WAITING || !(queue.left[at] > queue.threshold[at])) {
            if (at < WAITING) {
                at++;
                rejected++;
                continue;
            }
            const bool proposes = rejected < (long long)MOST_PROPOSALS * m;
            const int item = proposes ? -1 : exactly(u, process, area, queue, items, known);
            if (!proposes && item < 0) {
                if (threadIdx.x == 0) {
                    items[0] = NOTHING_LEFT;
                }
                return;
            }
            refill(u, process, area, queue, number, item, known, lane, group);
            number += WAITING;
            at = proposes ? 0 : WAITING - 1;
        }
        if (threadIdx.x == 0) {
            items[known] = queue.item[at];
        }
        if (!append(process, area, queue, known, at)) {
            if (threadIdx.x == 0) {
                items[0] = SPANNED;
            }
            return;
        }
        at++;
        holdAgainst(process, area, queue, known, lane, group);
    }
}
