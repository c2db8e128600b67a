// What every program begins with: the arithmetic, and the profiles as values and as base-2 logarithms of values.
// REAL is float or double; IS_DOUBLE says which.

#ifndef UNROLL
#define UNROLL _Pragma("unroll")
#define UNROLL_BY_FOUR _Pragma("unroll 4")
#define ROLLED _Pragma("unroll 1") // a loop that should not cost registers
#endif
#define DEVICE static __device__ __forceinline__
#define DEVICE_METHOD __device__ __forceinline__

#if IS_DOUBLE
#define REAL double
#define EXP2(x) exp2(x)
#define LOG2(x) log2(x)
#define LOG1P(x) log1p(x)
#define SQRT(x) sqrt(x)
#define TANH(x) tanh(x)
#define ACOS(x) acos(x)
#define SIN_PI(x) sinpi(x)
#define LARGER(a, b) fmax(a, b)
#define SMALLER(a, b) fmin(a, b)
#define MAGNITUDE(x) fabs(x)
#define INFINITE __longlong_as_double(0x7ff0000000000000LL)
#else
#define REAL float
#define EXP2(x) exp2f(x)
#define LOG2(x) log2f(x)
#define LOG1P(x) log1pf(x)
#define SQRT(x) sqrtf(x)
#define TANH(x) tanhf(x)
#define ACOS(x) acosf(x)
#define SIN_PI(x) sinpif(x)
#define LARGER(a, b) fmaxf(a, b)
#define SMALLER(a, b) fminf(a, b)
#define MAGNITUDE(x) fabsf(x)
#define INFINITE __int_as_float(0x7f800000)
#endif

#define LOG2_E ((REAL)1.4426950408889634)
#define PI ((REAL)3.14159265358979324)

DEVICE REAL power(REAL base, int degree) {
    REAL result = 1;
    while (degree > 0) {
        if (degree & 1) {
            result *= base;
        }
        base *= base;
        degree >>= 1;
    }
    return result;
}

// log2(2^a + 2^b).
DEVICE REAL addExponents(REAL a, REAL b) {
    REAL most = LARGER(a, b);
    return most == -INFINITE ? most : most + LOG2_E * LOG1P(EXP2(SMALLER(a, b) - most));
}

DEVICE REAL identityValue(REAL t) { return t; }
DEVICE REAL identityExponent(REAL t) { return LOG2(t); }

// rate is that of powers of two, here and in rootExponential.
DEVICE REAL exponentialValue(REAL t, REAL rate) { return EXP2(-rate * t); }
DEVICE REAL exponentialExponent(REAL t, REAL rate) { return -rate * t; }

DEVICE REAL rootExponentialValue(REAL t, REAL rate) { return EXP2(-rate * SQRT(t)); }
DEVICE REAL rootExponentialExponent(REAL t, REAL rate) { return -rate * SQRT(t); }

DEVICE REAL matern32Value(REAL t, REAL rate) {
    REAL u = rate * SQRT(t);
    return (1 + u) * EXP2(-LOG2_E * u);
}
DEVICE REAL matern32Exponent(REAL t, REAL rate) {
    REAL u = rate * SQRT(t);
    return LOG2_E * (LOG1P(u) - u);
}

DEVICE REAL matern52Value(REAL t, REAL rate) {
    REAL u = rate * SQRT(t);
    return (1 + u + u * u / 3) * EXP2(-LOG2_E * u);
}
DEVICE REAL matern52Exponent(REAL t, REAL rate) {
    REAL u = rate * SQRT(t);
    return LOG2_E * (LOG1P(u + u * u / 3) - u);
}

DEVICE REAL rationalPowerExponent(REAL t, REAL rate, REAL degree) { return -degree * LOG2_E * LOG1P(rate * t); }
DEVICE REAL rationalPowerValue(REAL t, REAL rate, REAL degree) { return EXP2(rationalPowerExponent(t, rate, degree)); }

DEVICE REAL polynomialValue(REAL t, REAL scale, REAL offset, REAL degree) {
    return power(scale * t + offset, (int)degree);
}
DEVICE REAL polynomialExponent(REAL t, REAL scale, REAL offset, REAL degree) {
    return degree * LOG2(MAGNITUDE(scale * t + offset));
}

DEVICE REAL hyperbolicTangentValue(REAL t, REAL scale, REAL offset) { return TANH(scale * t + offset); }
DEVICE REAL hyperbolicTangentExponent(REAL t, REAL scale, REAL offset) { return LOG2(TANH(scale * t + offset)); }

DEVICE REAL arcCosineValue(REAL t, REAL order) {
    REAL rest = PI - ACOS(t);
    REAL sine = SQRT(LARGER((REAL)0, 1 - t * t));
    REAL j = order == 0 ? rest : order == 1 ? sine + rest * t : 3 * sine * t + rest * (1 + 2 * t * t);
    return LARGER((REAL)0, j) / PI;
}
DEVICE REAL arcCosineExponent(REAL t, REAL order) { return LOG2(arcCosineValue(t, order)); }

// scale is 1 / radius^2.
DEVICE REAL compactPowerValue(REAL t, REAL scale, REAL degree) {
    REAL v = 1 - t * scale;
    return v > 0 ? power(v, (int)degree) : (REAL)0;
}
DEVICE REAL compactPowerExponent(REAL t, REAL scale, REAL degree) {
    REAL v = 1 - t * scale;
    return v > 0 ? degree * LOG2(v) : -INFINITE;
}

// scale is 1 / radius, here and in cosineArch.
DEVICE REAL triangleValue(REAL t, REAL scale) { return LARGER((REAL)0, 1 - SQRT(t) * scale); }
DEVICE REAL triangleExponent(REAL t, REAL scale) { return LOG2(triangleValue(t, scale)); }

DEVICE REAL cosineArchValue(REAL t, REAL scale) {
    REAL v = 1 - SQRT(t) * scale;
    return v > 0 ? SIN_PI(v / 2) : (REAL)0;
}
DEVICE REAL cosineArchExponent(REAL t, REAL scale) { return LOG2(cosineArchValue(t, scale)); }
