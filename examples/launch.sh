# Sourced by run.sh and jshell.sh: builds when needed, and sets CLASS_PATH and FLAGS.

EXAMPLES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$EXAMPLES")
BUILT=$EXAMPLES/target/launch.stamp
BIN=${JAVA_HOME:+$JAVA_HOME/bin/}

is_built() {
  [[ -f $BUILT && -f $EXAMPLES/target/classpath.txt ]] || return 1
  local sources=("$ROOT/pom.xml") module entry
  while IFS= read -r -d : entry; do # a module may have been cleaned since
    [[ -e $entry ]] || return 1
  done <<<"$(<"$EXAMPLES/target/classpath.txt"):"
  for module in core kde nystrom dpp sparse-coding openblas examples; do
    sources+=("$ROOT/$module/pom.xml" "$ROOT/$module/src/main")
  done
  [[ -z $(find "${sources[@]}" -newer "$BUILT" -print -quit) ]]
}

build() {
  local log=$EXAMPLES/target/launch.log stamp=$EXAMPLES/target/launch.start
  echo "building Gramian ..." >&2
  touch "$stamp" # what changes during the build is newer than this
  if ! (cd "$ROOT" && ./mvnw -q -B -pl examples -am -Dmaven.test.skip=true package) >"$log" 2>&1; then
    echo "error: the build failed:" >&2
    cat "$log" >&2
    exit 1
  fi
  mv "$stamp" "$BUILT"
}

if ! is_built; then
  mkdir -p "$EXAMPLES/target"
  exec 9>"$EXAMPLES/target/launch.lock"
  if command -v flock >/dev/null; then
    flock 9 # two first runs at once would build into the same folder
  fi
  is_built || build
  exec 9>&-
fi

CLASS_PATH=$EXAMPLES/target/classes:$(<"$EXAMPLES/target/classpath.txt")${GRAMIAN_CLASS_PATH:+:$GRAMIAN_CLASS_PATH}

FLAGS=()
if "${BIN}java" --list-modules 2>/dev/null | grep -q '^jdk\.incubator\.vector'; then
  FLAGS+=(--add-modules=jdk.incubator.vector)
fi
VERSION=$("${BIN}java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
if [[ ${VERSION%%.*} -ge 24 ]]; then
  FLAGS+=(--enable-native-access=ALL-UNNAMED)
fi
