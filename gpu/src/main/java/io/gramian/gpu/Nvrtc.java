package io.gramian.gpu;

import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetErrorString;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcVersion;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Compiles source text to machine code of one architecture; it needs no GPU. */
final class Nvrtc {
    private Nvrtc() {}

    /**
     * Machine code and what the compiler said.
     *
     * @param code a CUBIN
     * @param log of registers and spills, kernel by kernel
     */
    record Compiled(byte[] code, String log) {}

    private static final String[] OPTIONS = {
        "--std=c++17",
        "--ftz=true",
        "--diag-suppress=177", // profiles that a function does not use
        "--ptxas-options=--verbose"
    };

    /** Version and options of the compiler, on which its code depends. */
    static String version() {
        int[] major = new int[1];
        int[] minor = new int[1];
        check(nvrtcVersion(major, minor), "nvrtcVersion");
        return major[0] + "." + minor[0] + String.join(" ", OPTIONS);
    }

    /**
     * Returns source compiled.
     *
     * @param architecture such as {@code sm_90}
     * @throws IllegalStateException if it does not compile
     */
    static Compiled compile(String source, String architecture) {
        String[] options = Arrays.copyOf(OPTIONS, OPTIONS.length + 1);
        options[OPTIONS.length] = "--gpu-architecture=" + architecture;
        _nvrtcProgram program = new _nvrtcProgram();
        try (BytePointer text = new BytePointer(source, StandardCharsets.UTF_8);
                BytePointer name = new BytePointer("gramian.cu");
                PointerPointer<BytePointer> pointers = new PointerPointer<>(options)) {
            BytePointer none = null;
            check(nvrtcCreateProgram(program, text, name, 0, none, none), "nvrtcCreateProgram");
            try {
                int code = nvrtcCompileProgram(program, options.length, pointers);
                String log = log(program);
                if (code != 0) {
                    throw new IllegalStateException("NVRTC did not compile a kernel for " + architecture + ": " + log);
                }
                return new Compiled(cubin(program), log);
            } finally {
                nvrtcDestroyProgram(program);
            }
        }
    }

    private static String log(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            check(nvrtcGetProgramLogSize(program, size), "nvrtcGetProgramLogSize");
            byte[] log = new byte[(int) size.get()];
            check(nvrtcGetProgramLog(program, log), "nvrtcGetProgramLog");
            return new String(log, StandardCharsets.UTF_8).trim();
        }
    }

    private static byte[] cubin(_nvrtcProgram program) {
        try (SizeTPointer size = new SizeTPointer(1)) {
            check(nvrtcGetCUBINSize(program, size), "nvrtcGetCUBINSize");
            byte[] code = new byte[(int) size.get()];
            check(nvrtcGetCUBIN(program, code), "nvrtcGetCUBIN");
            return code;
        }
    }

    private static void check(int code, String call) {
        if (code != 0) {
            throw new IllegalStateException(
                    call + " failed: " + nvrtcGetErrorString(code).getString());
        }
    }
}
