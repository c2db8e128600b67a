/** Discrete Fourier and cosine transforms, and the convolutions they make cheap; all in double precision. */
package io.gramian.core.fourier;
