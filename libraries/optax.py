"""Optax: the aliases of `optax` and `optax.contrib`. Nearly all of them ask for the rate."""

from core.library import RATE, Library, signatures

READ = signatures(__file__)
ADAM = {"learning_rate": RATE, "b1": "beta1", "b2": "beta2", "eps": "eps"}
ASKS = "It asks for the rate, so that stays as you set it."

OPTAX = Library(
    key="optax",
    name="optax",
    version=READ.version,
    url="https://github.com/google-deepmind/optax/tree/main/optax",
    presets=(
        READ.preset(
            "momentum", "optax.sgd", {"learning_rate": RATE},
            "The velocity is a sum of gradients, and the rate is applied afterwards. It asks for the rate and has no "
            "momentum by default, so both stay as you set them.",
            fixed={"convention": "pytorch", "dampening": 0.0}, left={"momentum": "momentum"},
        ),
        READ.preset(
            "nesterov", "optax.sgd", {"learning_rate": RATE},
            "The weights are the point ahead. It asks for the rate and has no momentum by default, so both stay as "
            "you set them.",
            fixed={"form": "pytorch"}, left={"momentum": "momentum"}, asked={"nesterov": True},
        ),
        READ.preset(
            "adagrad", "optax.adagrad",
            {"learning_rate": RATE, "initial_accumulator_value": "initial", "eps": "eps"},
            f"The sum of squares starts at 0.1, and ε is added inside the root. {ASKS}",
            fixed={"eps_place": "inside", "decay": 0.0},
        ),
        READ.preset(
            "adadelta", "optax.adadelta", {"learning_rate": RATE, "rho": "rho", "eps": "eps"},
            "Without a rate its steps lead uphill, so you have to give one, and yours stays. The paper's is 1.",
        ),
        READ.preset(
            "rmsprop", "optax.rmsprop",
            {
                "learning_rate": RATE, "decay": "rho", "eps": "eps", "initial_scale": "initial", "momentum": "momentum",
                "centered": "centered",
            },
            f"ε is added inside the root, and a momentum gathers steps that include the rate. {ASKS}",
            fixed={"eps_place": "inside", "convention": "classic"},
        ),
        READ.preset(
            "adam", "optax.adam", ADAM, f"ε is added after the bias correction, as in the paper. {ASKS}",
            fixed={"correct": 1.0, "eps_form": "after"},
        ),
        READ.preset(
            "adamw", "optax.adamw", ADAM | {"weight_decay": "weight_decay"},
            f"λ is a hundredth of PyTorch's. {ASKS}",
            fixed={"eps_form": "after"},
        ),
        READ.preset(
            "amsgrad", "optax.amsgrad", ADAM,
            f"The largest mean square is taken after the bias correction and not before it, as here. {ASKS}",
            fixed={"eps_form": "after"}, exact=False,
        ),
        READ.preset("adamax", "optax.adamax", ADAM, f"ε is added to the size of every slope. {ASKS}"),
        READ.preset(
            "nadam", "optax.nadam", ADAM,
            f"The momentum has its full value from the first step on. Here it grows, as fast as ψ = 1 allows. {ASKS}",
            fixed={"warm": 1.0}, exact=False,
        ),
        READ.preset(
            "radam", "optax.radam", ADAM,
            f"ε is added after the bias correction of the mean square and not before it, as here. {ASKS}",
            fixed={"early": "momentum"}, exact=False,
        ),
        READ.preset(
            "adabelief", "optax.adabelief", ADAM | {"eps_root": "eps_root"}, f"Both ε are 1e-16. {ASKS}"
        ),
        READ.preset(
            "yogi", "optax.yogi", ADAM,
            f"The mean slope starts at 1e-6 and not at 0, as here, so a walker moves even without a slope. {ASKS}",
            fixed={"first": 1e-6}, exact=False,
        ),
        READ.preset(
            "adan", "optax.adan", ADAM | {"b3": "beta3", "weight_decay": "weight_decay"},
            "The change of the slope has the factor 1 - β₂. In the paper, and here, it is β₂. A second ε of 1e-8 is "
            f"added inside the root. {ASKS}",
            exact=False,
        ),
        READ.preset(
            "lion", "optax.lion",
            {"learning_rate": RATE, "b1": "beta1", "b2": "beta2", "weight_decay": "weight_decay"},
            f"It has a weight decay of 0.001 by default. {ASKS}",
        ),
        READ.preset("signum", "optax.signum", {"learning_rate": RATE, "beta": "momentum"}, ASKS),
        READ.preset(
            "rprop", "optax.rprop",
            {
                "learning_rate": RATE, "eta_minus": "shrink", "eta_plus": "grow", "min_step_size": "shortest",
                "max_step_size": "longest",
            },
            f"Every step is taken one step late, so the first one is zero. Here it is taken at once. {ASKS}",
            exact=False,
        ),
        READ.preset(
            "lookahead", "optax.lookahead", {},
            "The fast walker is that of optax.adam. Lookahead asks for the rate, k and α, so these stay as you set "
            "them.",
            fixed={"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}, left={"sync_period": "k", "slow_step_size": "alpha"},
        ),
        READ.preset(
            "prodigy", "optax.contrib.prodigy",
            {
                "learning_rate": RATE, "betas": ("beta1", "beta2"), "eps": "eps", "estim_lr0": "first",
                "estim_lr_coef": "growth",
            },
            "The rate is 1, because the method finds the length of its steps itself.",
        ),
        READ.preset(
            "schedule_free_adamw", "optax.contrib.schedule_free_adamw", ADAM | {"weight_decay": "weight_decay"},
            "Optax stores the point where the gradient is taken, and here the walker is the mean.",
        ),
    ),
)  # fmt: skip
