package io.gramian.examples;

import io.gramian.sparsecoding.ImageQuality;
import io.gramian.sparsecoding.IterationStatistics;
import io.gramian.sparsecoding.Signal;
import io.gramian.sparsecoding.SparseCode;
import java.util.List;
import java.util.Locale;

/**
 * The code of a picture with a bank.
 *
 * @param picture its name
 * @param bank the dictionary
 * @param budget published or converged
 * @param signal what was coded
 * @param code its code
 */
record BankOutcome(String picture, HeterogeneityStudy.Bank bank, String budget, Signal signal, SparseCode code) {
    static final String HEADER =
            "picture,bank,budget,iterations,stopped_by,objective,dual_bound,relative_duality_gap,psnr,"
                    + "optimum_psnr_at_least,optimum_psnr_at_most,sparseness,coefficients";

    double psnr() {
        return ImageQuality.psnr(signal, code.reconstruction());
    }

    /**
     * The PSNR that the optimum x* has at least (side -1) or at most (side 1). The objective F being quadratic in D x, 1/2 |D x
     * - D x*|^2 &lt;= F(x) - F(x*), which is at most the gap; so |s - D x*| lies within sqrt(2 gap) of |s - D x|.
     */
    double optimumPsnr(int side) {
        double left = signal.minus(code.reconstruction()).norm();
        double most = left - side * Math.sqrt(2 * code.certificate().gap());
        return most <= 0 ? Double.POSITIVE_INFINITY : psnr(most);
    }

    private double psnr(double norm) {
        return 20 * Math.log10((signal.max() - signal.min()) * Math.sqrt(signal.size()) / norm);
    }

    /** The PSNR at an iteration where the certificate was evaluated: the objective less the penalty is the data term. */
    double psnr(IterationStatistics at) {
        return psnr(Math.sqrt(2 * (at.certificate().objective() - at.penaltyAtAuxiliary())));
    }

    List<Object> row() {
        return List.of(
                picture,
                bank.key(),
                budget,
                code.iterations(),
                code.stoppedBy().name().toLowerCase(Locale.ROOT),
                Study.digits(code.objective()),
                Study.digits(code.certificate().dualBound()),
                Study.digits(code.certificate().relativeGap()),
                Study.digits(psnr()),
                Study.digits(optimumPsnr(-1)),
                Study.digits(optimumPsnr(1)),
                Study.digits(code.maps().sparseness()),
                code.maps().count());
    }
}
