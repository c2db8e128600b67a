package io.gramian.kde.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.random.RandomGenerator;

/**
 * Whole random numbers of the discrete Laplace and the discrete Gaussian law, drawn exactly: in whole-number arithmetic
 * from uniform bits, with no floating-point number anywhere (Canonne, Kamath and Steinke, 2020, algorithms 1 to 3).
 *
 * <p>Floating-point Laplace noise gives away the number it was added to by its last bits (Mironov, 2012).
 */
public final class DiscreteNoise {
    private static final BigInteger ONE = BigInteger.ONE;
    private static final BigInteger TWO = BigInteger.TWO;

    private DiscreteNoise() {}

    /** A positive rational number in whole numbers. */
    public record Fraction(BigInteger numerator, BigInteger denominator) {
        /** Returns the number that a double is, exactly. */
        public static Fraction of(double value) {
            BigDecimal exact = new BigDecimal(value);
            BigInteger power = BigInteger.TEN.pow(Math.max(0, exact.scale()));
            BigInteger numerator = exact.multiply(new BigDecimal(power)).toBigIntegerExact();
            return reduced(numerator, power);
        }

        /** Returns this divided by a positive whole number. */
        public Fraction dividedBy(BigInteger by) {
            return reduced(numerator, denominator.multiply(by));
        }

        /** Returns one over this. */
        public Fraction inverse() {
            return new Fraction(denominator, numerator);
        }

        /** Returns the nearest double, or one beside it. */
        public double value() {
            return new BigDecimal(numerator)
                    .divide(new BigDecimal(denominator), java.math.MathContext.DECIMAL64)
                    .doubleValue();
        }

        private static Fraction reduced(BigInteger numerator, BigInteger denominator) {
            BigInteger common = numerator.gcd(denominator);
            return new Fraction(numerator.divide(common), denominator.divide(common));
        }
    }

    /** Returns z with probability proportional to exp(-|z| / scale). */
    public static BigInteger laplace(Fraction scale, RandomGenerator random) {
        BigInteger t = scale.numerator;
        BigInteger s = scale.denominator;
        while (true) {
            BigInteger u = uniform(t, random);
            if (!isSuccess(u, t, random)) {
                continue;
            }
            long v = 0;
            while (isSuccess(ONE, ONE, random)) {
                v++;
            }
            BigInteger size = u.add(t.multiply(BigInteger.valueOf(v))).divide(s);
            boolean isNegative = random.nextBoolean();
            if (!isNegative) {
                return size;
            } else if (size.signum() != 0) { // a negative zero would count zero twice
                return size.negate();
            }
        }
    }

    /** Returns z with probability proportional to exp(-z^2 / (2 variance)). */
    public static BigInteger gaussian(BigInteger variance, RandomGenerator random) {
        BigInteger t = variance.sqrt().add(ONE);
        Fraction scale = new Fraction(t, ONE);
        BigInteger denominator = variance.multiply(t).multiply(t).multiply(TWO);
        while (true) {
            BigInteger y = laplace(scale, random);
            BigInteger off = y.abs().multiply(t).subtract(variance);
            if (isSuccess(off.multiply(off), denominator, random)) {
                return y;
            }
        }
    }

    /** Returns true with probability exp(-numerator / denominator). */
    static boolean isSuccess(BigInteger numerator, BigInteger denominator, RandomGenerator random) {
        BigInteger rest = numerator;
        while (rest.compareTo(denominator) > 0) {
            if (!isSmallSuccess(denominator, denominator, random)) {
                return false;
            }
            rest = rest.subtract(denominator);
        }
        return isSmallSuccess(rest, denominator, random);
    }

    /** Von Neumann's game for exponents from 0 to 1: how long do uniform numbers keep below gamma / k? */
    private static boolean isSmallSuccess(BigInteger numerator, BigInteger denominator, RandomGenerator random) {
        int k = 1;
        while (uniform(denominator.multiply(BigInteger.valueOf(k)), random).compareTo(numerator) < 0) {
            k++;
        }
        return k % 2 == 1;
    }

    /** Returns a whole number from 0 to bound - 1. */
    static BigInteger uniform(BigInteger bound, RandomGenerator random) {
        int bits = bound.subtract(ONE).bitLength();
        byte[] bytes = new byte[(bits + 7) / 8];
        while (true) {
            random.nextBytes(bytes);
            if (bits % 8 != 0) {
                bytes[0] &= (byte) ((1 << bits % 8) - 1);
            }
            BigInteger drawn = new BigInteger(1, bytes);
            if (drawn.compareTo(bound) < 0) {
                return drawn;
            }
        }
    }
}
