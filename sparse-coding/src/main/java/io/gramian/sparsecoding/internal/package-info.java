/** What the public classes of this module are made of. */
package io.gramian.sparsecoding.internal;
