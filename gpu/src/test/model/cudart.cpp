// The runtime, libcudart.so.13: one device, memory in a pool, streams.
#include "model.h"
#include <cstring>
#include <map>
#include <memory>
#include <vector>

namespace {
enum Error { // cudaError_t
    SUCCESS = 0,
    INVALID_VALUE = 1,
    MEMORY_ALLOCATION = 2,
    INVALID_DEVICE = 101,
};
enum Copy { HOST_TO_DEVICE = 1, DEVICE_TO_HOST = 2 };                   // cudaMemcpyKind
enum Attribute { MULTIPROCESSORS = 16, MAJOR = 75, MINOR = 76 };        // cudaDeviceAttr
enum PoolAttribute { RELEASE_THRESHOLD = 4 };                           // cudaMemPoolAttr
const std::map<int, int> ATTRIBUTES = {{MULTIPROCESSORS, 2}, {MAJOR, 9}, {MINOR, 0}};

char pool; // its address is the handle

using Guard = std::lock_guard<std::recursive_mutex>;

void checkPool(void *handle) {
    if (handle != &pool) {
        model::fail("%p is no pool", handle);
    }
}
} // namespace

extern "C" {
const char *cudaGetErrorString(int error) {
    switch (error) {
    case SUCCESS: return "no error";
    case INVALID_VALUE: return "invalid argument";
    case MEMORY_ALLOCATION: return "out of memory";
    case INVALID_DEVICE: return "invalid device ordinal";
    default: return "unrecognized error code";
    }
}

int cudaGetDeviceCount(int *count) {
    Guard guard(model::lock());
    model::checkHost(count, "cudaGetDeviceCount");
    model::initialise();
    *count = 1;
    return SUCCESS;
}

int cudaSetDevice(int device) {
    Guard guard(model::lock());
    if (device != 0) {
        return INVALID_DEVICE;
    }
    model::makeCurrent();
    return SUCCESS;
}

int cudaDeviceGetAttribute(int *value, int attribute, int device) {
    Guard guard(model::lock());
    model::checkHost(value, "cudaDeviceGetAttribute");
    auto found = ATTRIBUTES.find(attribute);
    if (device != 0 || found == ATTRIBUTES.end()) {
        return device != 0 ? INVALID_DEVICE : INVALID_VALUE;
    }
    model::initialise();
    *value = found->second;
    return SUCCESS;
}

int cudaStreamCreate(void **stream) {
    Guard guard(model::lock());
    model::checkHost(stream, "cudaStreamCreate");
    model::makeCurrent();
    *stream = model::newStream();
    return SUCCESS;
}

int cudaStreamSynchronize(void *stream) {
    Guard guard(model::lock());
    model::finish(stream);
    return SUCCESS;
}

int cudaDeviceGetDefaultMemPool(void **handle, int device) {
    Guard guard(model::lock());
    model::checkHost(handle, "cudaDeviceGetDefaultMemPool");
    if (device != 0) {
        return INVALID_DEVICE;
    }
    *handle = &pool;
    return SUCCESS;
}

int cudaMemPoolSetAttribute(void *handle, int attribute, void *value) {
    Guard guard(model::lock());
    checkPool(handle);
    model::checkHost(value, "cudaMemPoolSetAttribute");
    if (attribute != RELEASE_THRESHOLD) {
        return INVALID_VALUE;
    }
    model::setThreshold(*(unsigned long long *)value);
    return SUCCESS;
}

/** Waits for nothing: memory whose turn to be freed has not come stays. */
int cudaMemPoolTrimTo(void *handle, size_t keep) {
    Guard guard(model::lock());
    checkPool(handle);
    model::shrinkPool(keep);
    return SUCCESS;
}

int cudaMemGetInfo(size_t *available, size_t *total) {
    Guard guard(model::lock());
    model::checkHost(available, "cudaMemGetInfo");
    model::checkHost(total, "cudaMemGetInfo");
    model::makeCurrent();
    *available = model::freeBytes();
    *total = model::totalBytes();
    return SUCCESS;
}

int cudaMallocAsync(void **at, size_t bytes, void *stream) {
    Guard guard(model::lock());
    model::checkHost(at, "cudaMallocAsync");
    model::checkStream(stream);
    model::makeCurrent();
    if (bytes == 0) {
        return INVALID_VALUE; // not documented for none: nobody should rely on it
    }
    void *memory = model::allocate(bytes);
    if (memory == nullptr) {
        return MEMORY_ALLOCATION;
    }
    *at = memory;
    return SUCCESS;
}

int cudaFreeAsync(void *at, void *stream) {
    Guard guard(model::lock());
    model::giveBack(at);
    model::enqueue(stream, [at] { model::release(at); });
    return SUCCESS;
}

int cudaMemsetAsync(void *at, int value, size_t bytes, void *stream) {
    Guard guard(model::lock());
    model::checkDevice(at, bytes, "cudaMemsetAsync");
    model::enqueue(stream, [=] { std::memset(at, value, bytes); });
    return SUCCESS;
}

/** All memory of the host is pageable here: what it holds is taken now, what it gets is there on return. */
int cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream) {
    Guard guard(model::lock());
    if (kind == HOST_TO_DEVICE) {
        model::checkHost(from, "cudaMemcpyAsync from the host");
        model::checkDevice(to, bytes, "cudaMemcpyAsync to the device");
        auto staged = std::make_shared<std::vector<char>>((const char *)from, (const char *)from + bytes);
        model::enqueue(stream, [=] { std::memcpy(to, staged->data(), bytes); });
    } else if (kind == DEVICE_TO_HOST) {
        model::checkHost(to, "cudaMemcpyAsync to the host");
        model::checkDevice(from, bytes, "cudaMemcpyAsync from the device");
        model::enqueue(stream, [=] { std::memcpy(to, from, bytes); });
        model::finish(stream);
    } else {
        model::fail("copies of kind %d are not modelled", kind);
    }
    return SUCCESS;
}
}
