/**
 * The backend {@code cuda}: Gram matrices, dense linear algebra, filter banks and batches of subsets on an NVIDIA GPU.
 *
 * <p>Nothing in this package needs to be named in a program: with the module on the class path, {@link
 * io.gramian.core.backend.Backends#auto()} takes it where there is a GPU, and {@link
 * io.gramian.core.backend.Backends#report} says why not where there is none. It has been tested by running its device source
 * on the CPU; see the repository's {@code gpu/VERIFIED.md} for what has run on hardware.
 *
 * <p>This module brings the Java side alone. The native side comes from two more artifacts and from NVIDIA's CUDA 13 toolkit
 * (libcudart, libcublas, libcusolver, libcufft, libnvrtc), which must be where libraries are looked for, for example by {@code
 * LD_LIBRARY_PATH=/usr/local/cuda/lib64}:
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
 *   <artifactId>cuda</artifactId>
 *   <version>13.1-9.19-1.5.13</version>
 *   <classifier>linux-x86_64</classifier>
 *   <scope>runtime</scope>
 * </dependency>
 * }</pre>
 *
 * <p>Sums, logarithms of sums, statistics and products with up to four columns are fused kernels, compiled at first use for the
 * device and kept in a folder of the user's; inner products of points with 64 coordinates and more are made by cuBLAS. Batches of 64
 * and more subsets of finite determinantal processes whose sampler goes by eigenvectors are drawn on the device, in double precision.
 * Functions of the caller's run on the CPU under this backend. In single precision arithmetic is in 32 bits and sums are in 64, but
 * for inner products and for products with more than four columns, which are cuBLAS's. TF32 is used by the backend {@code
 * cuda-tf32} alone, which is never chosen unless named; {@link io.gramian.gpu.CudaTf32Provider} says by how much it errs. The memory
 * limit is that of the device, three quarters of what is free at first; where points do not fit, they pass through in pieces. System
 * properties:
 *
 * <ul>
 *   <li>{@code gramian.cuda=off} leaves this backend out, {@code gramian.cuda=on} loads the libraries without a look for the
 *       driver's files, which have other names in some containers;
 *   <li>{@code gramian.cuda.device} is the number of the device, 0 unless set;
 *   <li>{@code gramian.cuda.cache} names the folder of compiled kernels, or is {@code off}.
 * </ul>
 *
 * <p>JDK 24 and later warn when native code is loaded unless Java is started with {@code
 * --enable-native-access=ALL-UNNAMED}.
 */
package io.gramian.gpu;
