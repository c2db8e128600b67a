#!/usr/bin/env bash
# Makes gpu/target/gramian-gpu.tar.xz: Gramian with its tests of the backend cuda, the report, and a Java runtime of its
# own, for a Linux machine with a GPU and a CUDA 13 toolkit that has neither Java nor a network. JAVA25_HOME names the JDK
# the runtime is made of.
set -euo pipefail
cd "$(dirname "$0")/../.."
jdk=${JAVA25_HOME:-}
for candidate in /usr/lib/jvm/*25*; do
    if [ -z "$jdk" ] && [ -x "$candidate/bin/jlink" ]; then
        jdk=$candidate
    fi
done
if [ -z "$jdk" ]; then
    echo "no JDK 25 found; name one in JAVA25_HOME" >&2
    exit 2
fi

target=$PWD/gpu/target/bundle
rm -rf "$target"
mkdir -p "$target/lib"
modules=testing,core,kde,nystrom,dpp,sparse-coding,conformance,gpu
./mvnw -q -B -pl $modules package -DskipTests
for module in testing core nystrom dpp conformance gpu; do
    cp $module/target/gramian-$module-*.jar "$target/lib"
done
rm -f "$target"/lib/*-sources.jar "$target"/lib/*-javadoc.jar
jar --create --file "$target/lib/gpu-tests.jar" -C gpu/target/test-classes .
./mvnw -q -B -pl $modules dependency:copy-dependencies -DincludeScope=test \
    -DexcludeGroupIds=io.gramian -DoutputDirectory="$target/all"
cp "$target"/all/{ejml-*,commons-*,javacpp-*,cuda-[0-9]*}.jar "$target/lib"
./mvnw -q -B -f gpu/bundle/tools.xml dependency:copy-dependencies -DoutputDirectory="$target/lib"
rm -rf "$target/all"

# Of the natives only what the backend calls.
natives=$(mktemp -d)
trap 'rm -rf "$natives"' EXIT
for jar in "$target"/lib/cuda-*-linux-x86_64.jar; do
    (cd "$natives" && unzip -q "$jar")
    rm "$jar"
    find "$natives" -name 'libjni*' ! -name 'libjnicudart.so' ! -name 'libjnicublas.so' ! -name 'libjnicusolver.so' \
        ! -name 'libjnicufft.so' ! -name 'libjninvrtc.so' ! -name 'libjnicurand.so' ! -name 'libjnicusparse.so' -delete
    jar --create --file "$jar" -C "$natives" .
done

"$jdk/bin/jlink" --add-modules java.base,java.logging,java.management,java.xml,java.naming,jdk.incubator.vector,jdk.unsupported \
    --strip-debug --no-header-files --no-man-pages --compress=zip-0 --vm server --output "$target/jre"
rm -rf "$target/jre/legal"
cp gpu/bundle/run.sh "$target"
cp LICENSE "$target"
tar --create --directory "$target" . | xz -6 --threads=0 >gpu/target/gramian-gpu.tar.xz
ls -l gpu/target/gramian-gpu.tar.xz
