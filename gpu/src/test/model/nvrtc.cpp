// The compiler, libnvrtc.so.13: g++ with the emulation of a device, the same as the emulated tests have. The machine code
// is the shared object. DEVICE_COMPILER is the command that makes one, SCRATCH a folder for its files, from build.sh.
#include "model.h"
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdlib.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {
enum Result { SUCCESS = 0, INVALID_INPUT = 3, INVALID_PROGRAM = 4, INVALID_OPTION = 5, COMPILATION = 6 }; // nvrtcResult

struct Program {
    std::string source, name, log, code;
    bool isCompiled = false;
};

struct Options {
    std::string architecture; // of the machine code, empty for none
    bool isVerbose = false;
};

const char *const KNOWN[] = {"--std=", "-std=", "--ftz=", "-ftz=", "--diag-suppress=", "-diag-suppress=", "--fmad=", "-fmad="};

// What the driver asks a module: how long each parameter of a kernel is, pointers with a minus before it.
const char *const PARAMETERS = R"(
namespace emulation {
template <class T> constexpr int sizeOfParameter = sizeof(T);
template <class T> constexpr int sizeOfParameter<T *> = -(int)sizeof(T *);
template <class T> constexpr int sizeOfParameter<T *const> = -(int)sizeof(T *);
template <class T> constexpr int sizeOfParameter<T *__restrict__> = -(int)sizeof(T *);
template <class... Arguments> int parameters(void (*)(Arguments...), int *sizes) {
    int count = 0;
    ((sizes[count++] = sizeOfParameter<Arguments>), ...);
    return count;
}
}
#define SIZES_OF_PARAMETERS(NAME) extern "C" int parameters_##NAME(int *sizes) { return emulation::parameters(NAME, sizes); }
)";

bool startsWith(const std::string &text, const std::string &start) { return text.compare(0, start.size(), start) == 0; }

bool read(const std::string &option, Options &options) {
    std::smatch found;
    if (std::regex_match(option, found, std::regex("--?(gpu-architecture|arch)=(sm|compute)_(\\d+)"))) {
        options.architecture = found[2] == "sm" ? "sm_" + found[3].str() : "";
        return true;
    }
    if (std::regex_match(option, std::regex("--?ptxas-options=(-v|--verbose)"))) {
        options.isVerbose = true;
        return true;
    }
    for (const char *known : KNOWN) {
        if (startsWith(option, known)) {
            return true;
        }
    }
    return false;
}

/** Kernels by the names that a module has them under: only C's are those of the source. */
std::vector<std::string> kernelsOf(const std::string &source) {
    std::regex kernel("extern \"C\" __global__ void\\s+(?:__launch_bounds__\\([^)]*\\)\\s*)?(\\w+)\\(");
    std::vector<std::string> names;
    for (std::sregex_iterator found(source.begin(), source.end(), kernel), end; found != end; ++found) {
        names.push_back((*found)[1]);
    }
    return names;
}

void write(const std::string &path, const Program &program, const Options &options) {
    std::ofstream file(path);
    file << "#include \"device_emulation.h\"\n#line 1 \"" << program.name << "\"\n" << program.source << PARAMETERS;
    for (const std::string &name : kernelsOf(program.source)) {
        file << "EMULATE(" << name << ")\nSIZES_OF_PARAMETERS(" << name << ")\n";
    }
    file << "extern \"C\" const char *const architecture = \"" << options.architecture << "\";\n";
}

/** Runs a command; returns whether it went well, and what it printed. */
bool run(const std::string &command, std::string &output) {
    FILE *pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) {
        model::fail("g++ could not be started");
    }
    char part[4096];
    for (size_t count; (count = fread(part, 1, sizeof part, pipe)) > 0;) {
        output.append(part, count);
    }
    int status = pclose(pipe);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string contents(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/** What the assembler says of each kernel; the numbers are none. */
std::string registers(const Program &program, const Options &options) {
    std::ostringstream log;
    for (const std::string &name : kernelsOf(program.source)) {
        log << "ptxas info    : Compiling entry function '" << name << "' for '" << options.architecture << "'\n"
            << "ptxas info    : Function properties for " << name << "\n"
            << "    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads\n";
    }
    return log.str();
}

bool compile(Program &program, const Options &options) {
    char folder[] = SCRATCH "/compilation-XXXXXX";
    if (mkdtemp(folder) == nullptr) {
        model::fail("there is no place for files of the compiler");
    }
    std::string text = std::string(folder) + "/kernels.cpp", code = std::string(folder) + "/kernels.so";
    write(text, program, options);
    std::string output;
    bool isWell = run(std::string(DEVICE_COMPILER) + " -shared -o " + code + " " + text, output);
    program.log = std::regex_replace(output, std::regex(program.name + ":(\\d+):(\\d+):"), program.name + "($1):");
    if (isWell) {
        program.code = options.architecture.empty() ? "" : contents(code);
        program.log += options.isVerbose ? registers(program, options) : "";
    }
    unlink(text.c_str());
    unlink(code.c_str());
    rmdir(folder);
    return isWell;
}
} // namespace

extern "C" {
const char *nvrtcGetErrorString(int result) {
    switch (result) {
    case SUCCESS: return "NVRTC_SUCCESS";
    case INVALID_INPUT: return "NVRTC_ERROR_INVALID_INPUT";
    case INVALID_PROGRAM: return "NVRTC_ERROR_INVALID_PROGRAM";
    case INVALID_OPTION: return "NVRTC_ERROR_INVALID_OPTION";
    case COMPILATION: return "NVRTC_ERROR_COMPILATION";
    default: return "NVRTC_ERROR unknown";
    }
}

int nvrtcVersion(int *major, int *minor) {
    if (major == nullptr || minor == nullptr) {
        return INVALID_INPUT;
    }
    *major = 13;
    *minor = 1;
    return SUCCESS;
}

int nvrtcCreateProgram(Program **program, const char *source, const char *name, int headers, const char *const *texts,
    const char *const *names) {
    if (program == nullptr || source == nullptr || headers < 0 || (headers > 0 && (texts == nullptr || names == nullptr))) {
        return INVALID_INPUT;
    }
    if (headers > 0) {
        model::fail("headers are not modelled");
    }
    *program = new Program{source, name == nullptr ? "default_program" : name, "", ""};
    return SUCCESS;
}

int nvrtcDestroyProgram(Program **program) {
    if (program == nullptr || *program == nullptr) {
        return INVALID_PROGRAM;
    }
    delete *program;
    *program = nullptr;
    return SUCCESS;
}

int nvrtcCompileProgram(Program *program, int count, const char *const *options) {
    if (program == nullptr) {
        return INVALID_PROGRAM;
    }
    if (count < 0 || (count > 0 && options == nullptr)) {
        return INVALID_INPUT;
    }
    Options chosen;
    for (int i = 0; i < count; i++) {
        if (!read(options[i], chosen)) {
            program->log = std::string("nvrtc: error: unrecognized option ") + options[i] + " found\n";
            return INVALID_OPTION;
        }
    }
    program->isCompiled = compile(*program, chosen);
    return program->isCompiled ? SUCCESS : COMPILATION;
}

int nvrtcGetProgramLogSize(Program *program, size_t *size) {
    if (program == nullptr || size == nullptr) {
        return program == nullptr ? INVALID_PROGRAM : INVALID_INPUT;
    }
    *size = program->log.size() + 1; // with the zero at its end
    return SUCCESS;
}

int nvrtcGetProgramLog(Program *program, char *log) {
    if (program == nullptr || log == nullptr) {
        return program == nullptr ? INVALID_PROGRAM : INVALID_INPUT;
    }
    std::memcpy(log, program->log.c_str(), program->log.size() + 1);
    return SUCCESS;
}

int nvrtcGetCUBINSize(Program *program, size_t *size) {
    if (program == nullptr || size == nullptr) {
        return program == nullptr ? INVALID_PROGRAM : INVALID_INPUT;
    }
    *size = program->code.size();
    return SUCCESS;
}

int nvrtcGetCUBIN(Program *program, char *code) {
    if (program == nullptr || !program->isCompiled || code == nullptr) {
        return program == nullptr ? INVALID_PROGRAM : INVALID_INPUT;
    }
    std::memcpy(code, program->code.data(), program->code.size());
    return SUCCESS;
}
}
