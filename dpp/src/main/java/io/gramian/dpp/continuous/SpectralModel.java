package io.gramian.dpp.continuous;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The kernel of a stationary isotropic process per unit intensity: C(r) / rho, and its Fourier transform by the length of
 * the frequency, with exp(-2 pi i x xi). The transform is largest at zero.
 */
interface SpectralModel {
    double correlation(double r);

    double spectrum(double frequency);

    String name();

    /** exp(-(r / scale)^2). */
    static SpectralModel gaussian(int dimension, double scale) {
        double atZero = Math.pow(Math.sqrt(Math.PI) * scale, dimension);
        return new SpectralModel() {
            @Override
            public double correlation(double r) {
                return Math.exp(-(r / scale) * (r / scale));
            }

            @Override
            public double spectrum(double frequency) {
                double z = Math.PI * scale * frequency;
                return atZero * Math.exp(-z * z);
            }

            @Override
            public String name() {
                return "gaussian, scale " + scale;
            }
        };
    }

    /** 2^(1 - nu) / Gamma(nu) (r / scale)^nu K_nu(r / scale). */
    static SpectralModel whittleMatern(int dimension, double scale, double nu) {
        double half = dimension / 2.0;
        double atZero = Math.exp(LogGamma.value(nu + half) - LogGamma.value(nu))
                * Math.pow(2 * Math.sqrt(Math.PI) * scale, dimension);
        return new SpectralModel() {
            @Override
            public double correlation(double r) {
                return ModifiedBessel.scaled(nu, r / scale);
            }

            @Override
            public double spectrum(double frequency) {
                double z = 2 * Math.PI * scale * frequency;
                return atZero * Math.pow(1 + z * z, -nu - half);
            }

            @Override
            public String name() {
                return "whittleMatern, scale " + scale + ", nu " + nu;
            }
        };
    }

    /** (1 + (r / scale)^2)^(-nu - d / 2). */
    static SpectralModel cauchy(int dimension, double scale, double nu) {
        double half = dimension / 2.0;
        double atZero = Math.exp(LogGamma.value(nu) - LogGamma.value(nu + half))
                * Math.pow(Math.sqrt(Math.PI) * scale, dimension);
        return new SpectralModel() {
            @Override
            public double correlation(double r) {
                return Math.pow(1 + (r / scale) * (r / scale), -nu - half);
            }

            @Override
            public double spectrum(double frequency) {
                return atZero * ModifiedBessel.scaled(nu, 2 * Math.PI * scale * frequency);
            }

            @Override
            public String name() {
                return "cauchy, scale " + scale + ", nu " + nu;
            }
        };
    }
}
