#!/usr/bin/env bash
# Gramian on the command line; without a command, the tour. See README.md.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/launch.sh"

FLAGS+=("-Dgramian.examples.pictures=$EXAMPLES/target/tour")
if [[ -t 2 ]]; then
  FLAGS+=(-Dgramian.examples.console=true)
fi

# The JVM has no flag against its warning about the incubator module. It is the first line on standard
# error, so only the lines up to it are looked at; what follows passes through byte by byte.
without_warning() {
  local line
  while IFS= read -r line; do
    [[ $line == "WARNING: Using incubator modules: jdk.incubator.vector" ]] && break
    printf '%s\n' "$line"
    [[ $line == "NOTE: Picked up "* || $line == "Picked up "* ]] || break
  done
  exec cat
}

exec 3>&2 2> >(without_warning >&3)
FILTER=$!
# In the background, so that this script can pass a signal on; with its own standard input nonetheless.
"${BIN}java" "${FLAGS[@]}" -cp "$CLASS_PATH" io.gramian.examples.Gramian "$@" <&0 &
JAVA=$!
trap 'kill -TERM $JAVA 2>/dev/null || true' INT TERM HUP
CODE=0
wait $JAVA || CODE=$?
while kill -0 $JAVA 2>/dev/null; do # a signal ends wait early
  CODE=0
  wait $JAVA || CODE=$?
done
exec 2>&3 3>&-
wait $FILTER || true
exit $CODE
