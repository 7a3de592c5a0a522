"""Products of small matrices, which lie row by row in vectors, and the layers of a network that are made of them.

A loop over the columns runs innermost, so LLVM turns it into SIMD code without reordering a sum: every number of a
result is one chain of fused multiply-adds in a fixed order, and has the same bits on any number of threads. Eight terms
of the chain are taken at once, so that a result is read and written once for eight products.
"""

from core.kernel import kernel
from core.vmath import fma


@kernel
def add_product(a, w, out, n, k, m):
    """Add the product of a, n x k, and w, k x m, to out, n x m."""
    for i in range(n):
        o = out[i * m : (i + 1) * m]
        done = k - k % 8
        for j in range(0, done, 8):
            s = i * k + j
            x0, x1, x2, x3, x4, x5, x6, x7 = a[s], a[s + 1], a[s + 2], a[s + 3], a[s + 4], a[s + 5], a[s + 6], a[s + 7]
            u = w[j * m : (j + 8) * m]
            for c in range(m):
                low = fma(x1, u[m + c], fma(x0, u[c], o[c]))
                low = fma(x3, u[3 * m + c], fma(x2, u[2 * m + c], low))
                low = fma(x5, u[5 * m + c], fma(x4, u[4 * m + c], low))
                o[c] = fma(x7, u[7 * m + c], fma(x6, u[6 * m + c], low))
        for j in range(done, k):
            x, u = a[i * k + j], w[j * m : (j + 1) * m]
            for c in range(m):
                o[c] = fma(x, u[c], o[c])


@kernel
def add_turned_product(a, d, out, n, k, m):
    """Add the product of the transpose of a, n x k, and d, n x m, to out, k x m."""
    done = n - n % 8
    for i in range(0, done, 8):
        u = d[i * m : (i + 8) * m]
        for j in range(k):
            s, o = i * k + j, out[j * m : (j + 1) * m]
            x0, x1, x2, x3 = a[s], a[s + k], a[s + 2 * k], a[s + 3 * k]
            x4, x5, x6, x7 = a[s + 4 * k], a[s + 5 * k], a[s + 6 * k], a[s + 7 * k]
            for c in range(m):
                low = fma(x1, u[m + c], fma(x0, u[c], o[c]))
                low = fma(x3, u[3 * m + c], fma(x2, u[2 * m + c], low))
                low = fma(x5, u[5 * m + c], fma(x4, u[4 * m + c], low))
                o[c] = fma(x7, u[7 * m + c], fma(x6, u[6 * m + c], low))
    for i in range(done, n):
        u = d[i * m : (i + 1) * m]
        for j in range(k):
            x, o = a[i * k + j], out[j * m : (j + 1) * m]
            for c in range(m):
                o[c] = fma(x, u[c], o[c])


@kernel
def dense(theta, at, x, out, n, k, m):
    """A dense layer: out, n x m, becomes x W + b, where W, k x m, and then b begin at theta[at]; where they end."""
    b = theta[at + k * m : at + k * m + m]
    for i in range(n):
        for c in range(m):
            out[i * m + c] = b[c]
    add_product(x, theta[at : at + k * m], out, n, k, m)
    return at + k * m + m


@kernel
def dense_slopes(g, at, x, d, n, k, m):
    """Write the slopes of a dense layer's W and b to g[at:], where d, n x m, are those of its output."""
    w, b = g[at : at + k * m], g[at + k * m : at + k * m + m]
    for c in range(k * m):
        w[c] = 0.0
    for c in range(m):
        b[c] = 0.0
    add_turned_product(x, d, w, n, k, m)
    for i in range(n):
        for c in range(m):
            b[c] += d[i * m + c]


@kernel
def dense_back(theta, at, d, turned, out, n, k, m):
    """Write the slopes of a dense layer's input, n x k, to out. turned: float64[m * k], for the transpose of W."""
    for j in range(k):
        for c in range(m):
            turned[c * k + j] = theta[at + j * m + c]
    for i in range(n * k):
        out[i] = 0.0
    add_product(d, turned, out, n, m, k)
