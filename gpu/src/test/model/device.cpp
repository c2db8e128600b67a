// The device: memory and streams. Nothing runs when it is asked for; all waits until somebody waits for it, so that memory
// which was given back or reused too early is found out.
#include "model.h"
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <set>
#include <sys/mman.h>

namespace model {
namespace {
const size_t PAGE = 4096;
const size_t ALIGNMENT = 256;
const unsigned char POISON = 0xff; // not a number in either precision
const size_t TOTAL = size_t(2) << 30;

/** A piece of memory: it ends where a page ends, and no access is allowed to the next one. */
struct Piece {
    size_t bytes;
    size_t mapped; // without the guard
    bool isGivenBack;
};

struct Stream {
    std::deque<Work> work;
};

std::map<uintptr_t, Piece> pieces;
std::set<Stream *> streams;
Stream legacy;
size_t live, reserved, outside;
unsigned long long threshold;
bool initialised;
thread_local bool current;

size_t roundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

char *startOf(uintptr_t at, const Piece &piece) {
    return (char *)at + roundUp(piece.bytes, ALIGNMENT) - piece.mapped;
}

const std::pair<const uintptr_t, Piece> *pieceAt(const void *at) {
    auto after = pieces.upper_bound((uintptr_t)at);
    if (after == pieces.begin()) {
        return nullptr;
    }
    auto piece = std::prev(after);
    return (uintptr_t)at < piece->first + roundUp(piece->second.bytes, ALIGNMENT) ? &*piece : nullptr;
}

void checkPoison(const char *from, const char *to, const void *at) {
    for (; from < to; from++) {
        if ((unsigned char)*from != POISON) {
            fail("something was written beside the memory at %p, at byte %td of it", at, from - (const char *)at);
        }
    }
}

void run(Stream &stream) {
    while (!stream.work.empty()) {
        Work next = std::move(stream.work.front());
        stream.work.pop_front();
        next();
    }
}

void runOthers() {
    for (Stream *stream : streams) {
        run(*stream);
    }
}
} // namespace

void fail(const char *format, ...) {
    std::fprintf(stderr, "model of CUDA: ");
    va_list arguments;
    va_start(arguments, format);
    std::vfprintf(stderr, format, arguments);
    va_end(arguments);
    std::fprintf(stderr, "\n");
    std::abort();
}

std::recursive_mutex &lock() {
    static std::recursive_mutex mutex;
    return mutex;
}

void initialise() { initialised = true; }
bool isInitialised() { return initialised; }
bool isCurrent() { return current; }
void makeCurrent() {
    initialise();
    current = true;
}

void *allocate(size_t bytes) {
    if (bytes > TOTAL || live + outside + bytes > TOTAL) {
        return nullptr;
    }
    Piece piece{bytes, roundUp(bytes, PAGE), false};
    char *start = (char *)mmap(nullptr, piece.mapped + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED || mprotect(start + piece.mapped, PAGE, PROT_NONE) != 0) {
        fail("the host has no memory for %zu bytes of the device", bytes);
    }
    std::memset(start, POISON, piece.mapped);
    char *at = start + piece.mapped - roundUp(bytes, ALIGNMENT);
    pieces.emplace((uintptr_t)at, piece);
    live += bytes;
    reserved = std::max(reserved, live);
    return at;
}

void giveBack(void *at) {
    auto found = pieces.find((uintptr_t)at);
    if (found == pieces.end() || found->second.isGivenBack) {
        fail("%p is freed, but %s", at, found == pieces.end() ? "was not allocated" : "was freed before");
    }
    found->second.isGivenBack = true;
}

void release(void *at) {
    auto found = pieces.find((uintptr_t)at);
    Piece piece = found->second;
    char *start = startOf(found->first, piece);
    checkPoison(start, (char *)at, at);
    checkPoison((char *)at + piece.bytes, start + piece.mapped, at);
    munmap(start, piece.mapped + PAGE);
    pieces.erase(found);
    live -= piece.bytes;
}

bool takeOutside(size_t bytes) {
    if (bytes > freeBytes()) {
        return false; // what the pool keeps is nobody else's
    }
    outside += bytes;
    return true;
}

void giveOutside(size_t bytes) { outside -= bytes; }
size_t totalBytes() { return TOTAL; }
size_t freeBytes() { return TOTAL - std::min(TOTAL, std::max(reserved, live) + outside); }
void setThreshold(unsigned long long bytes) { threshold = bytes; }

void shrinkPool(unsigned long long keep) {
    if (reserved > keep) {
        reserved = std::max<size_t>(live, keep);
    }
}

void checkDevice(const void *at, size_t bytes, const char *what) {
    auto *piece = pieceAt(at);
    if (piece == nullptr) {
        fail("%s: %p is no memory of the device", what, at);
    }
    if (piece->second.isGivenBack) {
        fail("%s: the memory at %p was given back", what, at);
    }
    if ((uintptr_t)at + bytes > piece->first + piece->second.bytes) {
        fail("%s: %zu bytes from byte %zu of %zu", what, bytes, (uintptr_t)at - piece->first, piece->second.bytes);
    }
}

void checkHost(const void *at, const char *what) {
    if (at == nullptr || pieceAt(at) != nullptr) {
        fail("%s: %p is %s", what, at, at == nullptr ? "nothing" : "memory of the device");
    }
}

void *newStream() {
    Stream *stream = new Stream();
    streams.insert(stream);
    return stream;
}

void checkStream(void *stream) {
    if (stream != nullptr && streams.count((Stream *)stream) == 0) {
        fail("%p is no stream", stream);
    }
}

void enqueue(void *stream, Work work) {
    checkStream(stream);
    if (stream == nullptr) {
        runOthers();
        legacy.work.push_back(std::move(work));
    } else {
        run(legacy);
        ((Stream *)stream)->work.push_back(std::move(work));
    }
}

void finish(void *stream) {
    checkStream(stream);
    if (stream == nullptr) {
        runOthers();
        run(legacy);
    } else {
        run(*(Stream *)stream);
    }
    shrinkPool(threshold);
}
} // namespace model
