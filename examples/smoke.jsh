// A density of Old Faithful in JShell; prints smoke=ok and exits with 0, or exits with 1.
Points x = load("faithful");
DensityModel density = KernelDensity.gaussian().withBandwidth(Bandwidth.scott()).fit(x);
double near = density.logDensity(4.4, 80);
double far = density.logDensity(1.0, 100);
boolean isRight = x.size() == 272 && Math.abs(near + 3.6) < 0.1 && far < -10;
Path picture = plot(density);
boolean isDrawn = java.nio.file.Files.size(picture) > 10_000;
java.nio.file.Files.delete(picture);
SparseCode code = ConvolutionalSparseCoding.admm().withPenalty(0.1).withIterations(20).encode(LocalContrastNormalisation.standard().apply(picture("camera")).signal().centre(32, 32), LogGabor.heterogeneous());
isDrawn &= code.certificate().gap() > 0 && code.maps().sparseness() > 0.9;
System.out.println(isRight && isDrawn ? "smoke=ok" : "smoke=failed: " + near + ", " + far);
/exit isRight && isDrawn ? 0 : 1
