#!/usr/bin/env bash
# Makes gpu/target/model: libraries under the names of CUDA's, which run on the host what the backend asks of them. With
# this folder first in LD_LIBRARY_PATH and the profile `model`, the backend finds a GPU.
set -euo pipefail
cd "$(dirname "$0")"
target=$PWD/../../../target/model
mkdir -p "$target"
rm -rf "$target/kernels" # of an older emulation
target=$(cd "$target" && pwd)
emulation=$PWD/../cpp

# As Emulator.java compiles, its header once before.
device="g++ -std=c++17 -O2 -march=native -Wall -Wno-unused-function -Werror -fno-strict-aliasing -fcf-protection=none \
-U_FORTIFY_SOURCE -fPIC -I$target -I$emulation"
$device -o "$target/device_emulation.h.gch" "$emulation/device_emulation.h"

# library NAME SOURCE...: symbols have the library's name for a version, as CUDA's do, but for the driver.
library() {
    local name=$1 versions=
    shift
    if [ "$name" != libcuda.so.1 ]; then
        echo "$name { global: *; };" >"$target/$name.versions"
        versions=-Wl,--version-script=$target/$name.versions
    fi
    g++ -std=c++17 -O3 -march=native -ffp-contract=off -Wall -Wextra -Werror -Wno-cast-function-type -shared -fPIC \
        "-DDEVICE_COMPILER=\"$device\"" "-DSCRATCH=\"$target\"" -Wl,-soname,"$name" $versions -o "$target/$name" "$@" -ldl
}

library libcuda.so.1 device.cpp driver.cpp
driver=$target/libcuda.so.1
library libcudart.so.13 cudart.cpp "$driver"
library libnvrtc.so.13 nvrtc.cpp "$driver"
library libcublas.so.13 cublas.cpp "$driver"
library libcusolver.so.12 cusolver.cpp "$driver"
library libcufft.so.12 cufft.cpp "$driver"
for empty in libcublasLt.so.13 libcusolverMg.so.12 libcusparse.so.12 libcurand.so.10; do
    library "$empty" -x c++ /dev/null -x none
done
