"""Keras 3: `keras.optimizers`. ε is 1e-7 nearly everywhere and stands inside the root or before the bias correction."""

from core.library import RATE, Library, signatures

READ = signatures(__file__)
ADAM = {"learning_rate": RATE, "beta_1": "beta1", "beta_2": "beta2", "epsilon": "eps"}

KERAS = Library(
    key="keras",
    name="Keras 3",
    version=READ.version,
    url="https://github.com/keras-team/keras/tree/master/keras/src/optimizers",
    presets=(
        READ.preset(
            "gd", "keras.optimizers.SGD", {"learning_rate": RATE},
            "SGD without a momentum is gradient descent. The rate is ten times that of PyTorch.",
        ),
        READ.preset(
            "momentum", "keras.optimizers.SGD", {"learning_rate": RATE, "weight_decay": "weight_decay"},
            "The velocity includes the rate. By default γ is 0, which is gradient descent, so γ stays as you set it.",
            fixed={"convention": "classic", "dampening": 0.0, "decay_form": "rate"}, left={"momentum": "momentum"},
        ),
        READ.preset(
            "nesterov", "keras.optimizers.SGD", {"learning_rate": RATE},
            "The weights are the point ahead. The velocity includes the rate, so under a schedule the steps differ "
            "from the ones here. By default γ is 0, which is gradient descent, so γ stays as you set it.",
            fixed={"form": "pytorch"}, left={"momentum": "momentum"}, asked={"nesterov": True},
        ),
        READ.preset(
            "adagrad", "keras.optimizers.Adagrad",
            {"learning_rate": RATE, "initial_accumulator_value": "initial", "epsilon": "eps"},
            "The sum of squares starts at 0.1, and ε is added inside the root.",
            fixed={"eps_place": "inside", "decay": 0.0},
        ),
        READ.preset(
            "adadelta", "keras.optimizers.Adadelta", {"learning_rate": RATE, "rho": "rho", "epsilon": "eps"},
            "The rate is a thousandth of the paper's, so it hardly moves.",
        ),
        READ.preset(
            "rmsprop", "keras.optimizers.RMSprop",
            {"learning_rate": RATE, "rho": "rho", "momentum": "momentum", "epsilon": "eps", "centered": "centered"},
            "ε is added inside the root, and a momentum gathers steps that include the rate.",
            fixed={"eps_place": "inside", "initial": 0.0, "convention": "classic"},
        ),
        READ.preset(
            "adam", "keras.optimizers.Adam", ADAM,
            "ε is added before the bias correction (ε-hat in the paper) and is ten times that of the paper.",
            fixed={"correct": 1.0, "eps_form": "before"},
        ),
        READ.preset(
            "adamw", "keras.optimizers.AdamW", ADAM | {"weight_decay": "weight_decay"},
            "ε is added before the bias correction. At every step the weights lose η times λ of themselves.",
            fixed={"eps_form": "before"},
        ),
        READ.preset(
            "amsgrad", "keras.optimizers.Adam", ADAM, "ε is added before the bias correction.",
            fixed={"eps_form": "before"}, asked={"amsgrad": True},
        ),
        READ.preset(
            "adamax", "keras.optimizers.Adamax", ADAM,
            "ε is added to the decaying maximum at every step. Here it is added to each slope before the maximum is "
            "taken, so the steps differ by about ε divided by the slope.",
            exact=False,
        ),
        READ.preset(
            "nadam", "keras.optimizers.Nadam", ADAM,
            "The momentum grows with ψ = 1, so it is full after a hundred steps. The paper has ψ = 0.004.",
            fixed={"warm": 1.0},
        ),
        READ.preset(
            "lion", "keras.optimizers.Lion",
            {"learning_rate": RATE, "beta_1": "beta1", "beta_2": "beta2", "weight_decay": "weight_decay"},
            "It has no weight decay unless you ask for it. The authors recommend a large one.",
        ),
        READ.preset(
            "schedule_free_adamw", "keras.optimizers.ScheduleFreeAdamW", ADAM | {"weight_decay": "weight_decay"},
            "The mean gives every step the same weight. Here the weight is the square of the largest rate so far, so "
            "the two differ under a schedule. Keras stores the point where the gradient is taken, and here the walker "
            "is the mean.",
        ),
    ),
)  # fmt: skip
