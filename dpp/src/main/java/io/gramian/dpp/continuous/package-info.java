/** Determinantal point processes on R^d, and the orthonormal bases whose projections they are. */
package io.gramian.dpp.continuous;
