"""What exported scripts use of PyTorch, in plain NumPy, written from PyTorch's documentation of its algorithms.

With it a script runs where PyTorch cannot be installed. It has no `backward`, so it runs scripts of landscapes that
bring their own gradient. Where PyTorch is installed, `test_in_torch` compares the two.
"""

from contextlib import nullcontext
from types import ModuleType

import numpy as np


class Tensor(np.ndarray):
    """An array that has a gradient."""

    grad = None

    def fill_(self, value):
        self.fill(value)


def tensor(values, requires_grad=False):
    return np.array(values, np.float64).view(Tensor)


class State:
    """The memory of an optimizer's only parameter, under any key."""

    def __init__(self):
        self.memory = {}

    def __getitem__(self, _parameter):
        return self.memory


class Optimizer:
    """One parameter in one group. `move` changes it by g at step t, with memory s and the group's settings."""

    def __init__(self, parameters, lr, **given):
        (self.theta,) = parameters
        self.param_groups, self.state, self.steps = [{"lr": lr, **given}], State(), 0

    def zero_grad(self):
        self.theta.grad = None

    def step(self):
        self.steps += 1
        self.move(self.theta, self.theta.grad.copy(), self.state[self.theta], self.steps, **self.param_groups[0])


class SGD(Optimizer):
    def move(self, p, g, s, t, lr, momentum=0.0, dampening=0.0, nesterov=False, weight_decay=0.0):
        g = g + weight_decay * p
        if momentum:
            s["momentum_buffer"] = g.copy() if t == 1 else momentum * s["momentum_buffer"] + (1 - dampening) * g
            g = g + momentum * s["momentum_buffer"] if nesterov else s["momentum_buffer"]
        p -= lr * g


def remembered(g, s, t, betas):
    """The running means of the gradient and of its square, both corrected, as Adam's family has them."""
    s["m"] = betas[0] * s.get("m", 0.0) + (1 - betas[0]) * g
    s["v"] = betas[1] * s.get("v", 0.0) + (1 - betas[1]) * g * g
    return s["m"] / (1 - betas[0] ** t), s["v"] / (1 - betas[1] ** t)


class Adam(Optimizer):
    def move(self, p, g, s, t, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, amsgrad=False):
        m, v = remembered(g + weight_decay * p, s, t, betas)
        s["largest"] = np.maximum(s.get("largest", 0.0), s["v"])
        v = s["largest"] / (1 - betas[1] ** t) if amsgrad else v
        p -= lr * m / (np.sqrt(v) + eps)


class AdamW(Optimizer):
    def move(self, p, g, s, t, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        p *= 1 - lr * weight_decay
        m, v = remembered(g, s, t, betas)
        p -= lr * m / (np.sqrt(v) + eps)


class Adamax(Optimizer):
    def move(self, p, g, s, t, lr, betas=(0.9, 0.999), eps=1e-8):
        m, _ = remembered(g, s, t, betas)
        s["largest"] = np.maximum(betas[1] * s.get("largest", 0.0), np.abs(g) + eps)
        p -= lr * m / s["largest"]


class NAdam(Optimizer):
    def move(self, p, g, s, t, lr, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004):
        _, v = remembered(g, s, t, betas)
        now, then = (betas[0] * (1 - 0.5 * 0.96 ** (at * momentum_decay)) for at in (t, t + 1))
        s["product"] = now * s.get("product", 1.0)
        ahead = then * s["m"] / (1 - s["product"] * then) + (1 - now) * g / (1 - s["product"])
        p -= lr * ahead / (np.sqrt(v) + eps)


class RAdam(Optimizer):
    def move(self, p, g, s, t, lr, betas=(0.9, 0.999), eps=1e-8):
        m, _ = remembered(g, s, t, betas)
        longest, late = 2 / (1 - betas[1]) - 1, betas[1] ** t
        rho = longest - 2 * t * late / (1 - late)
        if rho > 5:
            r = np.sqrt((rho - 4) * (rho - 2) * longest / ((longest - 4) * (longest - 2) * rho))
            m = m * r * np.sqrt(1 - late) / (np.sqrt(s["v"]) + eps)
        p -= lr * m


class Adagrad(Optimizer):
    def move(self, p, g, s, t, lr, eps=1e-10, lr_decay=0.0, initial_accumulator_value=0.0):
        s["sum"] = s.get("sum", initial_accumulator_value) + g * g
        p -= lr / (1 + (t - 1) * lr_decay) * g / (np.sqrt(s["sum"]) + eps)


class RMSprop(Optimizer):
    def move(self, p, g, s, t, lr, alpha=0.99, eps=1e-8, momentum=0.0, centered=False):
        s["v"] = alpha * s.get("v", 0.0) + (1 - alpha) * g * g
        s["m"] = alpha * s.get("m", 0.0) + (1 - alpha) * g
        root = np.sqrt(s["v"] - s["m"] ** 2 if centered else s["v"])
        s["b"] = momentum * s.get("b", 0.0) + g / (root + eps)
        p -= lr * s["b"]


class Adadelta(Optimizer):
    def move(self, p, g, s, t, lr, rho=0.9, eps=1e-6):
        s["v"] = rho * s.get("v", 0.0) + (1 - rho) * g * g
        step = np.sqrt(s.get("u", 0.0) + eps) / np.sqrt(s["v"] + eps) * g
        s["u"] = rho * s.get("u", 0.0) + (1 - rho) * step * step
        p -= lr * step


class Rprop(Optimizer):
    def move(self, p, g, s, t, lr, etas=(0.5, 1.2), step_sizes=(1e-6, 50.0)):
        agree = g * s.get("before", 0.0)
        factor = np.where(agree > 0, etas[1], np.where(agree < 0, etas[0], 1.0))
        s["length"] = np.clip(s.get("length", lr) * factor, *step_sizes)
        s["before"] = np.where(agree < 0, 0.0, g)
        p -= np.sign(s["before"]) * s["length"]


class ASGD(Optimizer):
    def move(self, p, g, s, t, lr, lambd=1e-4, alpha=0.75, t0=1e6):
        eta = float(s.setdefault("eta", tensor(lr)))
        p *= 1 - lambd * eta
        p -= eta * g
        s["ax"] = s.get("ax", 0.0) + (p - s.get("ax", 0.0)) * s.get("mu", 1.0)
        s["eta"].fill_(lr / (1 + lambd * lr * t) ** alpha)
        s["mu"] = 1 / max(1.0, t - t0)


def module():
    """All this as a module that a script can import under PyTorch's name."""
    made = ModuleType("torch")
    made.optim = ModuleType("torch.optim")
    for one in (SGD, Adam, AdamW, Adamax, NAdam, RAdam, Adagrad, RMSprop, Adadelta, Rprop, ASGD):
        setattr(made.optim, one.__name__, one)
    for name in ("abs", "copysign", "cos", "exp", "log", "sign", "sin", "sqrt", "float64"):
        setattr(made, name, getattr(np, name))
    made.tensor, made.no_grad, made.set_default_dtype = tensor, nullcontext, lambda _kind: None
    return made
