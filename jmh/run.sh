#!/bin/sh
# Runs the benchmarks; arguments go to JMH. Results also go to jmh/target/results/.
set -eu
. "$(dirname "$0")/build.sh"

# From JDK 24 on, JMH's use of Unsafe is warned about in every fork unless it is allowed.
flag=--sun-misc-unsafe-memory-access=allow
if ! "$java" $flag -version >/dev/null 2>&1; then
    flag=
fi

results=$jmh/target/results/$(date +%Y-%m-%d-%H%M%S)
mkdir -p "$jmh/target/results"
{
    date
    grep -m 1 'model name' /proc/cpuinfo 2>/dev/null || uname -m
    echo "cores: $(getconf _NPROCESSORS_ONLN)"
    "$java" -version 2>&1
    echo "arguments: $*"
} | tee "$results.txt"

"$java" $flag -jar "$jmh/target/benchmarks.jar" ${flag:+-jvmArgsPrepend $flag} -rf json -rff "$results.json" "$@"
