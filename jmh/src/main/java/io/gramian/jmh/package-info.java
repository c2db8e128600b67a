/**
 * Benchmarks: classes {@code *Benchmark} run under JMH, {@link io.gramian.jmh.CompareWorker} does the work of
 * Gramian in the comparison with other libraries.
 */
package io.gramian.jmh;
