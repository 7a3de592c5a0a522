/* The limit: four methods on two landscapes, fused by hand, as fast as this machine's C compiler makes them.
 * cc -O3 -march=native -ffast-math -fopenmp -shared -fPIC -o limit.so limit.c -lmvec -lm
 * One walker is one SIMD lane for all its steps; nothing is checked, recorded, framed, counted or stopped. */
#include <math.h>

enum { LANES = 512 };

/* MEMORY declares what a method keeps, EARLY what hangs on t alone, GRADIENT sets gx and gy, STEP moves px[i], py[i]. */
#define WALK(MEMORY, EARLY, GRADIENT, STEP)                                                                        \
    _Pragma("omp parallel for schedule(static)") for (long low = 0; low < n; low += LANES) {                       \
        double *px = x + low, *py = y + low;                                                                       \
        MEMORY                                                                                                     \
        for (long t = 1; t <= steps; t++) {                                                                        \
            EARLY                                                                                                  \
            _Pragma("omp simd") for (int i = 0; i < LANES; i++) {                                                  \
                double gx, gy;                                                                                     \
                GRADIENT                                                                                           \
                STEP                                                                                               \
            }                                                                                                      \
        }                                                                                                          \
    }

#define ROSENBROCK                                                                                                 \
    const double rise = py[i] - px[i] * px[i];                                                                     \
    gx = -2 * (1 - px[i]) - 400 * px[i] * rise;                                                                    \
    gy = 200 * rise;

#define RASTRIGIN                                                                                                  \
    gx = 2 * px[i] + 20 * M_PI * sin(2 * M_PI * px[i]);                                                            \
    gy = 2 * py[i] + 20 * M_PI * sin(2 * M_PI * py[i]);

#define NOTHING

#define GD_STEP                                                                                                    \
    px[i] -= rate * gx;                                                                                            \
    py[i] -= rate * gy;

#define MOMENTUM_MEMORY double v0[LANES] = {0}, v1[LANES] = {0};
#define MOMENTUM_STEP                                                                                              \
    v0[i] = 0.9 * v0[i] + rate * gx;                                                                               \
    v1[i] = 0.9 * v1[i] + rate * gy;                                                                               \
    px[i] -= v0[i];                                                                                                \
    py[i] -= v1[i];

/* All that our RMSProp remembers, with momentum and centring switched off when it runs, not when it is compiled. */
#define RMSPROP_MEMORY                                                                                             \
    double v0[LANES] = {0}, v1[LANES] = {0}, m0[LANES] = {0}, m1[LANES] = {0}, b0[LANES] = {0}, b1[LANES] = {0};
#define RMSPROP_STEP                                                                                               \
    v0[i] = 0.99 * v0[i] + (1 - 0.99) * gx * gx;                                                                   \
    v1[i] = 0.99 * v1[i] + (1 - 0.99) * gy * gy;                                                                   \
    m0[i] = 0.99 * m0[i] + (1 - 0.99) * gx;                                                                        \
    m1[i] = 0.99 * m1[i] + (1 - 0.99) * gy;                                                                        \
    b0[i] = momentum * b0[i] + gx / (sqrt(fmax(v0[i] - centred * m0[i] * m0[i], 0)) + 1e-8);                       \
    b1[i] = momentum * b1[i] + gy / (sqrt(fmax(v1[i] - centred * m1[i] * m1[i], 0)) + 1e-8);                       \
    px[i] -= rate * b0[i];                                                                                         \
    py[i] -= rate * b1[i];

/* Not constants, so that the compiler does not leave out what they switch off. */
double momentum = 0, centred = 0;

#define ADAM_MEMORY                                                                                                \
    double m0[LANES] = {0}, m1[LANES] = {0}, v0[LANES] = {0}, v1[LANES] = {0};                                     \
    double p1 = 1, p2 = 1;
#define ADAM_EARLY                                                                                                 \
    p1 *= 0.9;                                                                                                     \
    p2 *= 0.999;                                                                                                   \
    const double c1 = rate / (1 - p1), c2 = 1 / (1 - p2);
#define ADAM_STEP                                                                                                  \
    m0[i] = 0.9 * m0[i] + (1 - 0.9) * gx;                                                                          \
    m1[i] = 0.9 * m1[i] + (1 - 0.9) * gy;                                                                          \
    v0[i] = 0.999 * v0[i] + (1 - 0.999) * gx * gx;                                                                 \
    v1[i] = 0.999 * v1[i] + (1 - 0.999) * gy * gy;                                                                 \
    px[i] -= c1 * m0[i] / (sqrt(v0[i] * c2) + 1e-8);                                                               \
    py[i] -= c1 * m1[i] / (sqrt(v1[i] * c2) + 1e-8);

#define METHODS(LANDSCAPE, GRADIENT)                                                                               \
    void gd_##LANDSCAPE(double *x, double *y, long n, long steps, double rate) {                                   \
        WALK(NOTHING, NOTHING, GRADIENT, GD_STEP)                                                                  \
    }                                                                                                              \
    void momentum_##LANDSCAPE(double *x, double *y, long n, long steps, double rate) {                             \
        WALK(MOMENTUM_MEMORY, NOTHING, GRADIENT, MOMENTUM_STEP)                                                    \
    }                                                                                                              \
    void rmsprop_##LANDSCAPE(double *x, double *y, long n, long steps, double rate) {                              \
        WALK(RMSPROP_MEMORY, NOTHING, GRADIENT, RMSPROP_STEP)                                                     \
    }                                                                                                              \
    void adam_##LANDSCAPE(double *x, double *y, long n, long steps, double rate) {                                 \
        WALK(ADAM_MEMORY, ADAM_EARLY, GRADIENT, ADAM_STEP)                                                         \
    }

METHODS(rosenbrock, ROSENBROCK)
METHODS(rastrigin, RASTRIGIN)
