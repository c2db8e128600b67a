#!/bin/sh
# Runs the same work in Gramian and in the Python peers, by turns, and prints ns per pair and the ratios.
set -eu
. "$(dirname "$0")/../build.sh"
compare=$jmh/compare

# One thread for everybody; a case of two threads says so.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1

# The python with most of the peers.
best=
most=-1
for candidate in ${PYTHON:-python3 /usr/bin/python3}; do
    if found=$("$candidate" "$compare/peers.py" count 2>/dev/null) && [ "$found" -gt "$most" ]; then
        best=$candidate
        most=$found
    fi
done

if [ -n "$best" ]; then
    exec "$best" "$compare/compare.py" --java "$java" --jmh "$jmh" "$@"
fi

echo "no python3 found: Gramian alone, without peers and without checks (20000 points and queries, d = 2)"
data=$jmh/target/compare/data
{
    echo version
    echo "write $data 2 20000"
    echo "load $data 2"
    for round in 1 2 3 4 5 6 7 8; do
        echo "run $data/result 0.5 gramian double 1"
    done
} | "$java" --add-modules jdk.incubator.vector -cp "$jmh/target/benchmarks.jar" io.gramian.jmh.CompareWorker |
    awk 'NR == 1 { print } NR > 6 { printf "round %d: %.3f ns per pair\n", NR - 6, $2 / $3 / 20000 * 1e9 }'
