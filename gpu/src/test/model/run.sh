#!/usr/bin/env bash
# Runs a command of the examples where the backend cuda finds a GPU, which is the model of CUDA's libraries:
# gpu/src/test/model/run.sh examples/run.sh backends
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd)
target=$root/gpu/target
if [[ ! -f $target/model/classpath.txt || ! -f $target/model/libcuda.so.1 ]]; then
    "$root/gpu/src/test/model/build.sh" >&2
    (cd "$root" && ./mvnw -q -B -ntp test-compile -pl testing,core,kde,nystrom,dpp,sparse-coding,conformance,gpu -Pmodel) >&2
fi
natives=$target/natives/org/bytedeco
export LD_LIBRARY_PATH=$target/model:$natives/javacpp/linux-x86_64:$natives/cuda/linux-x86_64
export GRAMIAN_CLASS_PATH=$target/classes:$(<"$target/model/classpath.txt")
export JDK_JAVA_OPTIONS="-Dgramian.cuda=on -Dgramian.cuda.cache=$target/model/kernels -Dorg.bytedeco.javacpp.findLibraries=false"
exec "$@"
