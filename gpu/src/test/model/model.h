// What the models of CUDA's libraries share: the memory of a device that is the host, its streams, and the end of a process
// that breaks a rule. A library returns the documented code where a caller may see one; what a real device would forgive
// silently, or answer by a crash some time later, ends here at once.
#pragma once
#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <set>

namespace model {
/** Says which rule was broken, and aborts. */
[[noreturn]] void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** What a stream does when its turn comes. */
using Work = std::function<void()>;

/** Held by each call from beginning to end, also while work runs. */
std::recursive_mutex &lock();

/** What the first call of the runtime does for a process, and choosing a device for a thread. */
void initialise();
void makeCurrent();
bool isInitialised();
bool isCurrent();

/** Pooled memory, poisoned; null where there is not so much. */
void *allocate(size_t bytes);
/** From here on no call may name this memory; what was asked for before may still use it. */
void giveBack(void *at);
/** Its turn has come: the memory is gone, and with it what lies around it unharmed. */
void release(void *at);

/** Memory that libraries take past the pool; false where there is not so much. */
bool takeOutside(size_t bytes);
void giveOutside(size_t bytes);

size_t totalBytes();
size_t freeBytes();
/** How much the pool keeps when a stream is done, and shrinking it now. */
void setThreshold(unsigned long long bytes);
void shrinkPool(unsigned long long keep);

/** Ends the process unless the bytes lie within one live piece of the device's memory. */
void checkDevice(const void *at, size_t bytes, const char *what);
/** Ends the process if this is null or memory of the device. */
void checkHost(const void *at, const char *what);

/** A new stream; null names the one that waits for all others, and they for it. */
void *newStream();
/** Ends the process if there is no such stream. */
void checkStream(void *stream);
void enqueue(void *stream, Work work);
/** Does all that was asked of a stream. */
void finish(void *stream);

/** Ends the process if a column-major matrix does not lie on the device. */
template <class T>
void checkMatrix(const T *at, long long rows, long long columns, long long stride, const char *what) {
    if (rows > 0 && columns > 0) {
        checkDevice(at, ((columns - 1) * stride + rows) * sizeof(T), what);
    }
}

/** A handle of a library, which two threads must not use at a time. */
struct Handle {
    void *stream = nullptr;
    std::atomic<bool> inUse{false};
};

/** The handles of a library, each made for a thread's current device and put on a stream. */
class Handles {
    std::set<Handle *> made;

  public:
    bool contains(Handle *handle) {
        std::lock_guard<std::recursive_mutex> guard(lock());
        return made.count(handle) != 0;
    }

    void create(Handle **handle, const char *call) {
        std::lock_guard<std::recursive_mutex> guard(lock());
        checkHost(handle, call);
        makeCurrent();
        made.insert(*handle = new Handle());
    }

    void setStream(Handle *handle, void *stream) {
        std::lock_guard<std::recursive_mutex> guard(lock());
        checkStream(stream);
        handle->stream = stream;
    }
};

/** A call that uses a handle. */
class Use {
    Handle &handle;

  public:
    explicit Use(Handle &handle) : handle(handle) {
        if (handle.inUse.exchange(true)) {
            fail("two threads use one handle at a time");
        }
    }
    ~Use() { handle.inUse = false; }
};
} // namespace model
