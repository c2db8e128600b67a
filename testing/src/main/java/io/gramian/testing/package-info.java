/** How the tests of all modules run. */
package io.gramian.testing;
