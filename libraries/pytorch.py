"""PyTorch 2: `torch.optim`. ε stands outside every root, and weight decay is a penalty except in AdamW."""

from core.library import RATE, Library, signatures

READ = signatures(__file__)
ADAM = {"lr": RATE, "betas": ("beta1", "beta2"), "eps": "eps"}

PYTORCH = Library(
    key="pytorch",
    name="PyTorch 2",
    version=READ.version,
    url="https://github.com/pytorch/pytorch/tree/main/torch/optim",
    presets=(
        READ.preset("gd", "torch.optim.SGD", {"lr": RATE}, "SGD without a momentum is gradient descent."),
        READ.preset(
            "momentum", "torch.optim.SGD",
            {"lr": RATE, "dampening": "dampening", "weight_decay": "weight_decay"},
            "The velocity is a sum of gradients, and the rate is applied afterwards. By default γ is 0, which is "
            "gradient descent, so γ stays as you set it.",
            fixed={"convention": "pytorch", "decay_form": "slope"}, left={"momentum": "momentum"},
        ),
        READ.preset(
            "nesterov", "torch.optim.SGD", {"lr": RATE},
            "The weights are the point ahead, and the rate is applied after the velocity. By default γ is 0, which is "
            "gradient descent, so γ stays as you set it.",
            fixed={"form": "pytorch"}, left={"momentum": "momentum"}, asked={"nesterov": True},
        ),
        READ.preset(
            "adagrad", "torch.optim.Adagrad",
            {"lr": RATE, "lr_decay": "decay", "initial_accumulator_value": "initial", "eps": "eps"},
            "The sum of squares starts at 0, and ε is added outside the root.",
            fixed={"eps_place": "outside"},
        ),
        READ.preset(
            "adadelta", "torch.optim.Adadelta", {"lr": RATE, "rho": "rho", "eps": "eps"},
            "The rate is 1, which is Adadelta without a rate, as in the paper.",
        ),
        READ.preset(
            "rmsprop", "torch.optim.RMSprop",
            {"lr": RATE, "alpha": "rho", "eps": "eps", "momentum": "momentum", "centered": "centered"},
            "ρ is called alpha and is 0.99, not 0.9. ε is added outside the root.",
            fixed={"eps_place": "outside", "initial": 0.0, "convention": "pytorch"},
        ),
        READ.preset(
            "adam", "torch.optim.Adam", ADAM, "ε is added after the bias correction, as in the paper.",
            fixed={"correct": 1.0, "eps_form": "after"},
        ),
        READ.preset(
            "adam_l2", "torch.optim.Adam", ADAM,
            "This is what weight_decay means in Adam. By default it is 0, which is Adam, so λ stays as you set it.",
            fixed={"eps_form": "after"}, left={"weight_decay": "weight_decay"},
        ),
        READ.preset(
            "adamw", "torch.optim.AdamW", ADAM | {"weight_decay": "weight_decay"},
            "At every step the weights lose η times λ of themselves.",
            fixed={"eps_form": "after", "decay_form": "rate"},
        ),
        READ.preset(
            "amsgrad", "torch.optim.Adam", ADAM,
            "The largest mean square is taken before the bias correction and divided by the correction of the present "
            "step. The paper has no correction.",
            fixed={"eps_form": "after"}, asked={"amsgrad": True},
        ),
        READ.preset(
            "adamax", "torch.optim.Adamax", ADAM, "ε is added to the size of every slope. The paper has no ε.",
        ),
        READ.preset(
            "nadam", "torch.optim.NAdam", ADAM | {"momentum_decay": "warm"},
            "The momentum grows slowly, with ψ = 0.004, as in the paper. In Keras it grows 250 times as fast.",
        ),
        READ.preset(
            "radam", "torch.optim.RAdam", ADAM,
            "The first five steps are plain momentum steps, as in the paper. They are long where the slope is steep.",
            fixed={"early": "momentum"},
        ),
        READ.preset(
            "rprop", "torch.optim.Rprop",
            {"lr": RATE, "etas": ("shrink", "grow"), "step_sizes": ("shortest", "longest")},
            "The rate is the length of the first step only. After a change of sign a coordinate rests for one step.",
        ),
        READ.preset(
            "asgd", "torch.optim.ASGD", {"lr": RATE, "lambd": "decay", "alpha": "power", "t0": "begin"},
            "The mean begins only after a million steps. A schedule acts one step late there, and in time here.",
            fixed={"walker": "last"},
        ),
    ),
)  # fmt: skip
