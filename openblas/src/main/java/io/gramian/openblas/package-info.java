/**
 * The backend {@code openblas}: the CPU engine, with matrices outside the heap and dense linear algebra by OpenBLAS.
 *
 * <p>This module brings the Java side alone. The native libraries come from two more artifacts, whose classifier is the
 * platform ({@code linux-x86_64}, {@code linux-arm64}, {@code macosx-arm64}, {@code macosx-x86_64}, {@code
 * windows-x86_64}):
 *
 * <pre>{@code
 * <dependency>
 *   <groupId>org.bytedeco</groupId>
 *   <artifactId>javacpp</artifactId>
 *   <version>1.5.13</version>
 *   <classifier>linux-x86_64</classifier>
 *   <scope>runtime</scope>
 * </dependency>
 * <dependency>
 *   <groupId>org.bytedeco</groupId>
 *   <artifactId>openblas</artifactId>
 *   <version>0.3.31-1.5.13</version>
 *   <classifier>linux-x86_64</classifier>
 *   <scope>runtime</scope>
 * </dependency>
 * }</pre>
 *
 * <p>Where they are, {@link io.gramian.core.backend.Backends#auto} takes this backend; where not, {@link
 * io.gramian.core.backend.Backends#report} says what is missing. System properties:
 *
 * <ul>
 *   <li>{@code gramian.openblas=off} leaves this backend out;
 *   <li>{@code org.bytedeco.javacpp.maxBytes} and {@code org.bytedeco.javacpp.maxPhysicalBytes} bound the memory outside
 *       the heap, by default at the size of the heap and at four times that.
 * </ul>
 *
 * <p>JDK 24 and later warn when native code is loaded unless Java is started with {@code
 * --enable-native-access=ALL-UNNAMED}, or on the module path with {@code
 * --enable-native-access=org.bytedeco.javacpp,org.bytedeco.openblas}. There the modules of the native libraries also
 * need {@code --add-modules}, for example {@code
 * org.bytedeco.javacpp.linux.x86_64,org.bytedeco.openblas.linux.x86_64}.
 *
 * <p>OpenBLAS has one number of threads for the whole process; each operation runs with that of its own backend, so
 * operations of backends with different numbers wait for each other. Memory of closed matrices, up to a sixteenth of the
 * size of the heap, is kept for the next of the same size.
 */
package io.gramian.openblas;
