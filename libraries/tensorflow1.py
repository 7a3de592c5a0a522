"""TensorFlow 1: `tf.compat.v1.train`. Most of its optimizers have no default rate."""

from core.library import RATE, Library, signatures

READ = signatures(__file__)
TRAIN = "tf.compat.v1.train"

TENSORFLOW1 = Library(
    key="tensorflow1",
    name="TensorFlow 1",
    version=READ.version,
    url="https://github.com/tensorflow/tensorflow/tree/master/tensorflow/python/training",
    presets=(
        READ.preset(
            "momentum", f"{TRAIN}.MomentumOptimizer", {"learning_rate": RATE},
            "The velocity is a sum of gradients, and the rate is applied afterwards. It asks for the rate and for γ, "
            "so both stay as you set them.",
            fixed={"convention": "pytorch", "dampening": 0.0}, left={"momentum": "momentum"},
        ),
        READ.preset(
            "nesterov", f"{TRAIN}.MomentumOptimizer", {"learning_rate": RATE},
            "The weights are the point ahead. It asks for the rate and for γ, so both stay as you set them.",
            fixed={"form": "pytorch"}, left={"momentum": "momentum"}, asked={"use_nesterov": True},
        ),
        READ.preset(
            "adagrad", f"{TRAIN}.AdagradOptimizer",
            {"learning_rate": RATE, "initial_accumulator_value": "initial"},
            "The sum of squares starts at 0.1, and there is no ε; here ε is as small as it can be. It asks for the "
            "rate, so that stays as you set it.",
            fixed={"eps": 1e-16, "eps_place": "inside", "decay": 0.0},
        ),
        READ.preset(
            "adadelta", f"{TRAIN}.AdadeltaOptimizer", {"learning_rate": RATE, "rho": "rho", "epsilon": "eps"},
            "The rate is a thousandth of the paper's and ε a hundredth, so it hardly moves.",
        ),
        READ.preset(
            "rmsprop", f"{TRAIN}.RMSPropOptimizer",
            {
                "learning_rate": RATE, "decay": "rho", "momentum": "momentum", "epsilon": "eps",
                "centered": "centered",
            },
            "The mean square starts at 1, so the first steps are short. ε is added inside the root. It asks for the "
            "rate, so that stays as you set it.",
            fixed={"eps_place": "inside", "initial": 1.0, "convention": "classic"},
        ),
        READ.preset(
            "adam", f"{TRAIN}.AdamOptimizer",
            {"learning_rate": RATE, "beta1": "beta1", "beta2": "beta2", "epsilon": "eps"},
            "ε is added before the bias correction (ε-hat in the paper).",
            fixed={"correct": 1.0, "eps_form": "before"},
        ),
    ),
)  # fmt: skip
