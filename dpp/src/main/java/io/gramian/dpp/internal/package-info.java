/** What the packages of the module share and nobody else needs. */
package io.gramian.dpp.internal;
