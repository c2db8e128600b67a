/** Streams. */
package io.gramian.nystrom.stream;
