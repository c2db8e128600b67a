/**
 * Dictionaries of points that come one after the other.
 *
 * <p>A dictionary is a weighted choice of the points of a stream on which a low-rank approximation of their kernel matrix
 * can rest. Four ways to keep one, from the most frugal:
 *
 * <ul>
 *   <li>{@link io.gramian.nystrom.stream.Squeak}: one pass, only the dictionary is kept; atoms are thinned out as more points
 *       come. The first choice for a stream, and for data that do not fit into memory.
 *   <li>{@link io.gramian.nystrom.stream.Disqueak}: the same in a tree of merges, on many threads or machines.
 *   <li>{@link io.gramian.nystrom.stream.Kors}: atoms are only added, which online learning needs; {@link
 *       io.gramian.nystrom.stream.ProsNKons} is that learner.
 *   <li>{@link io.gramian.nystrom.stream.InkEstimate}: kernel columns instead of kernel values of atoms, for a bound of the
 *       error and an estimate of the effective dimension at every moment.
 * </ul>
 *
 * <pre>{@code
 * Squeak squeak = Squeak.ofRidge(10).withCopies(10);
 * try (PointSource source = PointSource.mapped(Path.of("points.bin"), 10, Precision.FLOAT)) {
 *     SqueakStream stream = squeak.start(Kernel.gaussian(3), random);
 *     stream.observe(source);                       // ten million points, a few hundred atoms, flat memory
 *     Dictionary dictionary = stream.dictionary();  // a value: write it, merge it elsewhere
 * }
 *
 * Landmarks landmarks = squeak.select(kernel, x, random);  // of an array, like any other selector
 * }</pre>
 *
 * <p>The ridge gamma multiplies I. A smaller ridge and more copies make dictionaries larger and errors smaller; where data
 * can be read again, {@link io.gramian.nystrom.RandomlyPivotedCholesky} needs fewer landmarks for the same error.
 */
package io.gramian.nystrom.stream;
