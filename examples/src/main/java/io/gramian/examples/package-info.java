/** The command line of Gramian, its tour with pictures, and the helpers of its JShell. */
package io.gramian.examples;
