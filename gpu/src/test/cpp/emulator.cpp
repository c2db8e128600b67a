// The bridge from the tests to device source compiled for the host.
#include <dlfcn.h>
#include <jni.h>

typedef void (*Launch)(unsigned, unsigned, unsigned, void **);

extern "C" JNIEXPORT jlong JNICALL Java_io_gramian_gpu_Emulator_open(JNIEnv *env, jclass, jstring path) {
    const char *name = env->GetStringUTFChars(path, 0);
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    env->ReleaseStringUTFChars(path, name);
    return (jlong)library;
}

extern "C" JNIEXPORT jlong JNICALL Java_io_gramian_gpu_Emulator_symbol(JNIEnv *env, jclass, jlong library, jstring name) {
    const char *symbol = env->GetStringUTFChars(name, 0);
    void *found = dlsym((void *)library, symbol);
    env->ReleaseStringUTFChars(name, symbol);
    return (jlong)found;
}

extern "C" JNIEXPORT jlong JNICALL Java_io_gramian_gpu_Emulator_address(JNIEnv *env, jclass, jobject buffer) {
    return (jlong)env->GetDirectBufferAddress(buffer);
}

// Arguments lie one after the other in eight-byte words; `places` says where each begins.
extern "C" JNIEXPORT void JNICALL Java_io_gramian_gpu_Emulator_launch(
    JNIEnv *env, jclass, jlong kernel, jint blocks, jint blocksDown, jint threads, jlongArray words, jintArray places) {
    void *values[32];
    jlong copies[512];
    const jsize count = env->GetArrayLength(places);
    const jsize length = env->GetArrayLength(words);
    if (count > 32 || length > 512) {
        env->ThrowNew(env->FindClass("java/lang/IllegalArgumentException"), "too many arguments");
        return;
    }
    jint starts[32];
    env->GetLongArrayRegion(words, 0, length, copies);
    env->GetIntArrayRegion(places, 0, count, starts);
    for (jsize i = 0; i < count; i++) {
        values[i] = copies + starts[i];
    }
    ((Launch)kernel)(blocks, blocksDown, threads, values);
}
