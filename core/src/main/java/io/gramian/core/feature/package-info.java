/** Random features: maps of points whose inner products estimate a kernel without bias. */
package io.gramian.core.feature;
