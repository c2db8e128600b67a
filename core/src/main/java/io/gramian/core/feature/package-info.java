/** Features: maps of points whose inner products stand for a kernel, among them random ones that estimate it without bias. */
package io.gramian.core.feature;
