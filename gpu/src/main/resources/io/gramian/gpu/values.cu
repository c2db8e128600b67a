// The passes that write values: behind gram.cu.

// Writes values, or shares 2^(exponent + bias - shift); pairs that do not count become `none`.
template <bool AS_SHARES>
struct Filling {
    static constexpr bool IS_HOT = false;

    const Forms &forms;
    const Area &area;
    const Parameters &parameters;
    const REAL *bias;
    const double *shifts;
    REAL none;
    REAL *out;
    long long rowStep;
    long long columnStep;

    template <bool WHOLE>
    DEVICE_METHOD void take(const Pairs &pairs) {
        UNROLL
        for (int r = 0; r < ROWS; r++) {
            UNROLL
            for (int c = 0; c < COLUMNS; c++) {
                if (pairs.row + r < area.rows && pairs.column + columnOf(c) < pairs.end) {
                    REAL result = none;
                    if (counts<WHOLE>(pairs, area, r, c)) {
                        result = AS_SHARES ? share(pairs, r, c) : value(pairs, forms, parameters, r, c);
                    }
                    out[(pairs.row + r) * rowStep + (pairs.column + columnOf(c)) * columnStep] = result;
                }
            }
        }
    }

    DEVICE_METHOD REAL share(const Pairs &pairs, int r, int c) {
        double shift = shifts[pairs.row + r];
        if (shift == -INFINITE) {
            return 0;
        }
        REAL e = exponent(pairs, forms, parameters, r, c);
        return EXP2((REAL)((double)e + bias[pairs.column + columnOf(c)] - shift));
    }
};

extern "C" __global__ void __launch_bounds__(THREADS, LEAST_BLOCKS)
    fill(Forms forms, Parameters parameters, Area area, double none, REAL *out, long long rowStep, long long columnStep) {
    Filling<false> filling = {forms, area, parameters, 0, 0, (REAL)none, out, rowStep, columnStep};
    sweep(forms, area, filling);
}

extern "C" __global__ void __launch_bounds__(THREADS, 1)
    fillShares(Forms forms, Parameters parameters, Area area, const REAL *bias, const double *shifts, REAL *out,
               long long rowStep, long long columnStep) {
    Filling<true> filling = {forms, area, parameters, bias, shifts, 0, out, rowStep, columnStep};
    sweep(forms, area, filling);
}
