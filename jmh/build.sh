# Sourced by the scripts beside it: sets jmh and java, and builds the jar where it is missing or old.
jmh=$(cd "$(dirname "$0")" && while [ ! -f pom.xml ]; do cd ..; done && pwd)
java=java
if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
fi

jar=$jmh/target/benchmarks.jar
if [ ! -f "$jar" ] || [ -n "$(find "$jmh"/../*/src/main "$jmh"/../*/pom.xml -type f -newer "$jar")" ]; then
    (cd "$jmh/.." && ./mvnw -q -B -pl jmh -am package -DskipTests)
fi
