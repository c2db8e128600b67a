// The driver, libcuda.so.1: modules and launches. Machine code is a shared object of the host, made by the model of NVRTC.
// SCRATCH is a folder for files that are gone at once, from build.sh.
#include "model.h"
#include <cstdint>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <map>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

namespace {
enum Result { // CUresult
    SUCCESS = 0,
    INVALID_VALUE = 1,
    NOT_INITIALIZED = 3,
    INVALID_DEVICE = 101,
    INVALID_IMAGE = 200,
    INVALID_CONTEXT = 201,
    NO_BINARY_FOR_GPU = 209,
    INVALID_HANDLE = 400,
    NOT_FOUND = 500
};

const std::map<int, const char *> REASONS = {
    {SUCCESS, "no error"},
    {INVALID_VALUE, "invalid argument"},
    {NOT_INITIALIZED, "initialization error"},
    {INVALID_DEVICE, "invalid device ordinal"},
    {INVALID_IMAGE, "device kernel image is invalid"},
    {INVALID_CONTEXT, "invalid device context"},
    {NO_BINARY_FOR_GPU, "no kernel image is available for execution on the device"},
    {INVALID_HANDLE, "invalid resource handle"},
    {NOT_FOUND, "named symbol not found"},
};

const int MOST_PARAMETERS = 64;

struct Function {
    std::string name;
    void (*launch)(unsigned, unsigned, unsigned, void **);
    std::vector<int> sizes; // of the parameters; those of pointers are negative
};

struct Module {
    void *library;
    std::map<std::string, Function> functions;
};

std::set<Module *> modules;
std::set<Function *> functions;

/** How long an image is, which is given without a length: its section headers are its last part. */
size_t lengthOf(const void *image) {
    Elf64_Ehdr header;
    std::memcpy(&header, image, sizeof header);
    return header.e_shoff + size_t(header.e_shnum) * header.e_shentsize;
}

void *load(const void *image) {
    char path[] = SCRATCH "/module-XXXXXX";
    int file = mkstemp(path);
    size_t length = lengthOf(image);
    if (file < 0 || write(file, image, length) != (ssize_t)length || close(file) != 0) {
        model::fail("a module of %zu bytes could not be written to %s", length, path);
    }
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    unlink(path);
    return library;
}

/** The parameters as they are now, the caller's own. */
struct Parameters {
    std::vector<std::vector<uint64_t>> words;

    Parameters(const Function &function, void **places) {
        for (size_t i = 0; i < function.sizes.size(); i++) {
            int size = std::abs(function.sizes[i]);
            model::checkHost(places[i], "a parameter of a kernel");
            words.emplace_back((size + 7) / 8);
            std::memcpy(words[i].data(), places[i], size);
            if (function.sizes[i] < 0 && words[i][0] != 0) {
                model::checkDevice((void *)words[i][0], 1, function.name.c_str());
            }
        }
    }

    std::vector<void *> places() {
        std::vector<void *> all;
        for (auto &word : words) {
            all.push_back(word.data());
        }
        return all;
    }
};

bool isAllowed(unsigned x, unsigned y, unsigned z, unsigned most, unsigned mostBeside) {
    return x >= 1 && y >= 1 && z >= 1 && x <= most && y <= mostBeside && z <= mostBeside;
}
} // namespace

extern "C" {
int cuInit(unsigned flags) {
    if (flags != 0) {
        return INVALID_VALUE;
    }
    model::initialise();
    return SUCCESS;
}

int cuGetErrorString(int error, const char **text) {
    model::checkHost(text, "cuGetErrorString");
    auto found = REASONS.find(error);
    *text = found == REASONS.end() ? nullptr : found->second;
    return found == REASONS.end() ? INVALID_VALUE : SUCCESS;
}

int cuDeviceGetName(char *name, int length, int device) {
    if (!model::isInitialised()) {
        return NOT_INITIALIZED;
    }
    if (device != 0) {
        return INVALID_DEVICE;
    }
    model::checkHost(name, "cuDeviceGetName");
    std::strncpy(name, "Model of CUDA", length);
    name[length - 1] = 0;
    return SUCCESS;
}

int cuModuleLoadData(Module **module, const void *image) {
    std::lock_guard<std::recursive_mutex> guard(model::lock());
    if (!model::isCurrent()) {
        return model::isInitialised() ? INVALID_CONTEXT : NOT_INITIALIZED;
    }
    model::checkHost(module, "cuModuleLoadData");
    model::checkHost(image, "cuModuleLoadData");
    if (std::memcmp(image, ELFMAG, SELFMAG) != 0) {
        return INVALID_IMAGE;
    }
    void *library = load(image);
    if (library == nullptr) {
        return INVALID_IMAGE;
    }
    const char **architecture = (const char **)dlsym(library, "architecture");
    if (architecture == nullptr || std::strcmp(*architecture, "sm_90") != 0) {
        return NO_BINARY_FOR_GPU;
    }
    *module = new Module{library, {}};
    modules.insert(*module);
    return SUCCESS;
}

int cuModuleGetFunction(Function **function, Module *module, const char *name) {
    std::lock_guard<std::recursive_mutex> guard(model::lock());
    if (!model::isCurrent()) {
        return INVALID_CONTEXT;
    }
    model::checkHost(function, "cuModuleGetFunction");
    model::checkHost(name, "cuModuleGetFunction");
    if (modules.count(module) == 0) {
        return INVALID_HANDLE;
    }
    std::string key(name);
    void *launch = dlsym(module->library, ("launch_" + key).c_str());
    auto parameters = (int (*)(int *))dlsym(module->library, ("parameters_" + key).c_str());
    if (launch == nullptr || parameters == nullptr) {
        return NOT_FOUND;
    }
    Function &found = module->functions[key];
    int sizes[MOST_PARAMETERS];
    int count = parameters(sizes);
    found = {key, (void (*)(unsigned, unsigned, unsigned, void **))launch, std::vector<int>(sizes, sizes + count)};
    functions.insert(&found);
    *function = &found;
    return SUCCESS;
}

int cuLaunchKernel(Function *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
    unsigned blockZ, unsigned sharedBytes, void *stream, void **parameters, void **extra) {
    std::lock_guard<std::recursive_mutex> guard(model::lock());
    if (!model::isCurrent()) {
        return INVALID_CONTEXT;
    }
    if (functions.count(function) == 0) {
        return INVALID_HANDLE;
    }
    bool isWithin = isAllowed(gridX, gridY, gridZ, 2147483647u, 65535) && isAllowed(blockX, blockY, blockZ, 1024, 64)
        && uint64_t(blockX) * blockY * blockZ <= 1024 && sharedBytes <= 48 * 1024;
    if (!isWithin || extra != nullptr || (parameters == nullptr && !function->sizes.empty())) {
        return INVALID_VALUE;
    }
    if (gridZ != 1 || blockY != 1 || blockZ != 1 || sharedBytes != 0) {
        model::fail("%s: blocks of more axes or with memory of their own are not modelled", function->name.c_str());
    }
    Parameters kept(*function, parameters);
    auto launch = function->launch;
    model::enqueue(stream, [=]() mutable { launch(gridX, gridY, blockX, kept.places().data()); });
    return SUCCESS;
}
}
