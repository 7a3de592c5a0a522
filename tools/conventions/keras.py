"""What the arguments of `keras.optimizers` and its schedules are here."""

from tools.conventions.here import ETA, Chapter, Entry, absent, of_runner, of_schedule

AVERAGE = "A running mean of the weights, kept beside them for the evaluation. It does not change the path."
SHARE = "Here it is a share of η."
MATRICES = "Not here: it is made for {} and would be another method for two weights (decision 10)."

KERAS = Chapter(
    everywhere={
        "weight_decay": "A decay apart from the gradient, which all optimizers of Keras have. Here AdamW, Lion, Adan, "
        "Momentum and schedule-free AdamW have it.",
        "clipnorm": of_runner("clip", "clip_by", note="By its norm. Both coordinates are one weight of Keras."),
        "clipvalue": of_runner("clip", "clip_by", note="By value."),
        "global_clipnorm": of_runner("clip", "clip_by", note="By its norm."),
        "use_ema": AVERAGE,
        "ema_momentum": AVERAGE,
        "ema_overwrite_frequency": "Copies that mean to the weights now and then. Lookahead does something like it.",
        "loss_scale_factor": "Against underflow in half precision. Runs here have double precision.",
        "gradient_accumulation_steps": "The mean gradient of several batches, which is the gradient of one larger "
        "batch: B.",
        "name": "A name for messages.",
    },
    entries={
        "keras.optimizers.AdamW": Entry(
            "", {"amsgrad": "AMSGrad with a decoupled decay. Here AMSGrad has no decay."}
        ),
        "keras.optimizers.Adafactor": absent(
            "Not here: it saves memory for matrices and is Adam without momentum for two weights (decision 10)."
        ),
        "keras.optimizers.Ftrl": absent(
            "Not here: follow-the-regularized-leader is Adagrad with penalties that set weights to exactly zero, for "
            "models with millions of sparse weights."
        ),
        "keras.optimizers.Lamb": absent(MATRICES.format("the ratio between layers")),
        "keras.optimizers.LossScaleOptimizer": absent(
            "Not here: it scales the loss against underflow in half precision. Runs here have double precision."
        ),
        "keras.optimizers.MultiOptimizer": absent(
            "Not here: it gives each layer its own optimizer. A walker has one."
        ),
        "keras.optimizers.Muon": absent(MATRICES.format("matrices")),
        "keras.optimizers.ScheduleFreeAdamW": Entry("", {"warmup_steps": of_runner("warmup")}),
        "keras.optimizers.schedules.CosineDecay": Entry(
            "Cosine annealing.",
            {
                "initial_learning_rate": of_runner("rate", note="With a warm-up it is the rate at which that begins; "
                                                   "here a warm-up of w steps begins at η/w."),
                "decay_steps": of_schedule("cosine", "T_max"),
                "alpha": of_schedule("cosine", "floor"),
                "warmup_target": of_runner("rate", note="The rate at the end of the warm-up."),
                "warmup_steps": of_runner("warmup", "warmup_form", note="It precedes the schedule."),
            },
        ),
        "keras.optimizers.schedules.CosineDecayRestarts": Entry(
            "Cosine annealing with warm restarts.",
            {
                "initial_learning_rate": ETA,
                "first_decay_steps": of_schedule("cosine_restarts", "T_0"),
                "t_mul": of_schedule("cosine_restarts", "T_mult"),
                "m_mul": of_schedule("cosine_restarts", "peak"),
                "alpha": of_schedule("cosine_restarts", "floor"),
            },
        ),
        "keras.optimizers.schedules.ExponentialDecay": Entry(
            "Exponential decay, or step decay if it is a staircase.",
            {
                "initial_learning_rate": ETA,
                "decay_steps": of_schedule("step", "every", note="Without a staircase q is decay_rate to the power of "
                                           "1/decay_steps."),
                "decay_rate": of_schedule("exponential", "factor", note="See decay_steps."),
                "staircase": "True makes it step decay, which is a schedule of its own here.",
            },
        ),
        "keras.optimizers.schedules.InverseTimeDecay": absent(
            "Not here as a schedule. Adagrad has it as its rate decay, and averaged SGD with a power."
        ),
        "keras.optimizers.schedules.PiecewiseConstantDecay": Entry(
            "Step decay at three milestones.",
            {
                "boundaries": of_schedule("multi_step", "first", "second", "third", note="Here there are three."),
                "values": of_schedule("multi_step", "factor", note="Here all drops have the same factor."),
            },
        ),
        "keras.optimizers.schedules.PolynomialDecay": Entry(
            "Polynomial decay.",
            {
                "initial_learning_rate": ETA,
                "decay_steps": of_schedule("polynomial", "T"),
                "end_learning_rate": of_schedule("polynomial", "floor", note=SHARE),
                "power": of_schedule("polynomial", "power"),
                "cycle": "Begins again after the end. Here the rate stays at its floor.",
            },
        ),
        "keras.callbacks.ReduceLROnPlateau": Entry(
            "Reduce on plateau. The loss is that at the place where each step began.",
            {
                "monitor": "What is watched. Here it is the loss of the run.",
                "factor": of_schedule("plateau", "factor"),
                "patience": of_schedule("plateau", "patience"),
                "verbose": "Whether it says so.",
                "mode": "Here a loss is better if it is lower (min).",
                "min_delta": of_schedule("plateau", "threshold", note="In Keras a difference, here a share of the best "
                                         "loss's size."),
                "cooldown": of_schedule("plateau", "cooldown"),
                "min_lr": of_schedule("plateau", "floor", note=SHARE),
            },
        ),
    },
)  # fmt: skip
