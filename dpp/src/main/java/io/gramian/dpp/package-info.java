/** Determinantal point processes on finite sets: diverse subsets, drawn exactly. */
package io.gramian.dpp;
