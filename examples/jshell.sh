#!/usr/bin/env bash
# JShell with Gramian, its imports and plots: a session, a script file, or a script on standard input.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/launch.sh"

REMOTE=()
for flag in "${FLAGS[@]}" -Djava.awt.headless=true; do
  REMOTE+=("-R$flag")
done
START=(--startup DEFAULT --startup "$EXAMPLES/src/main/jshell/start.jsh")
if [[ $# -eq 0 && ! -t 0 ]]; then
  set -- -s - # a script on standard input: no greeting, no prompts
fi
exec "${BIN}jshell" "${REMOTE[@]}" --class-path "$CLASS_PATH" "${START[@]}" "$@"
