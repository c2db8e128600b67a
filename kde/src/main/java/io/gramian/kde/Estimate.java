package io.gramian.kde;

/**
 * A number and how far it may be off.
 *
 * @param value the number
 * @param standardError its standard error, estimated; 0 where only rounding is at work
 */
public record Estimate(double value, double standardError) {}
