/* The limit: Adam on two landscapes, fused by hand, as fast as this machine's C compiler makes it.
 * cc -O3 -march=native -ffast-math -fopenmp -shared -fPIC -o limit.so limit.c -lmvec -lm
 * One walker is one SIMD lane for all its steps; nothing is checked, recorded, framed or stopped. */
#include <math.h>

enum { LANES = 512 };

#define ADAM(GRADIENT)                                                                                             \
    _Pragma("omp parallel for schedule(static)") for (long low = 0; low < n; low += LANES) {                       \
        double m0[LANES] = {0}, m1[LANES] = {0}, v0[LANES] = {0}, v1[LANES] = {0};                                 \
        double *px = x + low, *py = y + low;                                                                       \
        double p1 = 1, p2 = 1;                                                                                     \
        for (long t = 1; t <= steps; t++) {                                                                        \
            p1 *= beta1;                                                                                           \
            p2 *= beta2;                                                                                           \
            const double c1 = rate / (1 - p1), c2 = 1 / (1 - p2);                                                  \
            _Pragma("omp simd") for (int i = 0; i < LANES; i++) {                                                  \
                double gx, gy;                                                                                     \
                GRADIENT                                                                                           \
                m0[i] = beta1 * m0[i] + (1 - beta1) * gx;                                                          \
                m1[i] = beta1 * m1[i] + (1 - beta1) * gy;                                                          \
                v0[i] = beta2 * v0[i] + (1 - beta2) * gx * gx;                                                     \
                v1[i] = beta2 * v1[i] + (1 - beta2) * gy * gy;                                                     \
                px[i] -= c1 * m0[i] / (sqrt(v0[i] * c2) + eps);                                                    \
                py[i] -= c1 * m1[i] / (sqrt(v1[i] * c2) + eps);                                                    \
            }                                                                                                      \
        }                                                                                                          \
    }

void rosenbrock(double *x, double *y, long n, long steps, double rate, double beta1, double beta2, double eps) {
    ADAM({
        const double rise = py[i] - px[i] * px[i];
        gx = -2 * (1 - px[i]) - 400 * px[i] * rise;
        gy = 200 * rise;
    })
}

void rastrigin(double *x, double *y, long n, long steps, double rate, double beta1, double beta2, double eps) {
    const double k = 2 * M_PI;
    ADAM({
        gx = 2 * px[i] + 10 * k * sin(k * px[i]);
        gy = 2 * py[i] + 10 * k * sin(k * py[i]);
    })
}
