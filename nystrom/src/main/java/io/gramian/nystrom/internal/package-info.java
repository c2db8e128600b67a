/** What the packages of this module share; not exported. */
package io.gramian.nystrom.internal;
