#!/usr/bin/env bash
# On a machine with a GPU, in the unpacked bundle: the contract of backends on it, then accuracy and speed. The report goes
# to standard output and to report.md. CUDA_HOME names the toolkit, /usr/local/cuda unless set; a first argument makes the
# benchmarks that many times smaller.
set -euo pipefail
cd "$(dirname "$0")"
toolkit=${CUDA_HOME:-/usr/local/cuda}
for library in libcudart libcublas libcusolver libcusolverMg libcusparse libcufft libnvrtc; do
    ls "$toolkit/lib64/$library".so* >/dev/null 2>&1 || { echo "no $library in $toolkit/lib64; name the toolkit in CUDA_HOME" >&2; exit 2; }
done
export LD_LIBRARY_PATH=$toolkit/lib64${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
java=(jre/bin/java --enable-native-access=ALL-UNNAMED --add-modules jdk.incubator.vector
    -Dorg.bytedeco.javacpp.cachedir="$scratch" -Dgramian.cuda.cache="$scratch/kernels" -cp "lib/*")
{
    "${java[@]}" io.gramian.gpu.GpuReport --usable
    rm -rf "$scratch"/*
    "${java[@]}" io.gramian.gpu.GpuReport --first-use "nothing cached"
    "${java[@]}" io.gramian.gpu.GpuReport --first-use "libraries and kernels cached"
    nvidia-smi --query-gpu=name,driver_version --format=csv,noheader || true # the report does without
    "${java[@]}" org.junit.platform.console.ConsoleLauncher execute --details=summary --disable-banner \
        --select-class=io.gramian.gpu.CudaContractTest --select-class=io.gramian.gpu.CudaLinearAlgebraContractTest \
        --select-class=io.gramian.gpu.CudaFilterBankContractTest --select-class=io.gramian.gpu.CudaMemoryTest \
        --select-class=io.gramian.gpu.CudaDeviceTest --select-class=io.gramian.gpu.CudaProjectionSamplerTest || echo "TESTS FAILED"
    "${java[@]}" io.gramian.gpu.GpuReport "$@"
} 2>&1 | tee report.md
