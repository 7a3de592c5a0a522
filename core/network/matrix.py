"""Products of small matrices, which lie row by row in vectors, and the layers of a network that are made of them.

A loop over the columns runs innermost, so LLVM turns it into SIMD code without reordering a sum: every number of a
result is one chain of fused multiply-adds in a fixed order, and has the same bits on any number of threads. Two rows of
the result and four terms of their chains are taken at once: so a processor with 16 vector registers reads a number of
the second matrix once for two products, and a result once for four.
"""

from core.kernel import inlined, kernel
from core.vmath import fma


@inlined
def add_fours(o, p, u, m, x0, x1, x2, x3, y0, y1, y2, y3):
    """Add four rows of u, times the numbers x, to the row o, and times the numbers y to the row p."""
    for c in range(m):
        u0, u1, u2, u3 = u[c], u[m + c], u[2 * m + c], u[3 * m + c]
        o[c] = fma(x3, u3, fma(x2, u2, fma(x1, u1, fma(x0, u0, o[c]))))
        p[c] = fma(y3, u3, fma(y2, u2, fma(y1, u1, fma(y0, u0, p[c]))))


@inlined
def add_row(o, x, u, m):
    """Add x times the row u to the row o."""
    for c in range(m):
        o[c] = fma(x, u[c], o[c])


@kernel
def add_product(a, w, out, n, k, m):
    """Add the product of a, n x k, and w, k x m, to out, n x m."""
    fours, pairs = k - k % 4, n - n % 2
    for i in range(0, pairs, 2):
        o, p, r, s = out[i * m : (i + 1) * m], out[(i + 1) * m : (i + 2) * m], i * k, (i + 1) * k
        for j in range(0, fours, 4):
            x, y, u = a[r + j : r + j + 4], a[s + j : s + j + 4], w[j * m : (j + 4) * m]
            add_fours(o, p, u, m, x[0], x[1], x[2], x[3], y[0], y[1], y[2], y[3])
    for i in range(n):
        for j in range(fours if i < pairs else 0, k):
            add_row(out[i * m : (i + 1) * m], a[i * k + j], w[j * m : (j + 1) * m], m)


@kernel
def add_turned_product(a, d, out, n, k, m):
    """Add the product of the transpose of a, n x k, and d, n x m, to out, k x m."""
    fours, pairs = n - n % 4, k - k % 2
    for i in range(0, fours, 4):
        u = d[i * m : (i + 4) * m]
        for j in range(0, pairs, 2):
            o, p, s = out[j * m : (j + 1) * m], out[(j + 1) * m : (j + 2) * m], i * k + j
            add_fours(
                o, p, u, m, a[s], a[s + k], a[s + 2 * k], a[s + 3 * k],
                a[s + 1], a[s + k + 1], a[s + 2 * k + 1], a[s + 3 * k + 1],
            )  # fmt: skip
    for i in range(n):
        for j in range(pairs if i < fours else 0, k):
            add_row(out[j * m : (j + 1) * m], a[i * k + j], d[i * m : (i + 1) * m], m)


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
