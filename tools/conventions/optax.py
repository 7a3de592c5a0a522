"""What the arguments of optax' optimizers and schedules are here."""

from tools.conventions.here import ETA, Chapter, Entry, absent, of_method, of_runner, of_schedule

LAYERS = "Not here: it scales each layer by the length of its weights. Two weights are one layer (decision 10)."
WITH_DECAY = (
    "Not here: it is {} with a decoupled decay, which only AdamW, Lion, Adan, Momentum and schedule-free AdamW have."
)
SHARE = "Here it is a share of η."
BEGIN = "How many steps it waits. Here a schedule begins at step 1."
CURVED = "The power of the cosine. Here it is 1."
START = "The rate at which the warm-up begins. Here a warm-up of w steps begins at η/w."
FROM = "With a staircase the rate falls in steps, as in step decay."
KNOTS = "Points of the curve. The hand-drawn schedule has five."
MASK = "Which weights have a decay. Here both have."

OPTAX = Chapter(
    everywhere={
        "mu_dtype": "The precision of the memory. Here it is double.",
        "accumulator_dtype": "The precision of the memory. Here it is double.",
        "state_dtype": "The precision of the memory. Here it is double.",
        "mask": MASK,
        "weight_decay_mask": MASK,
        "eps_root": "A second ε inside the root, for gradients through the step itself. It is 0, by default and here.",
        "nesterov": "A look-ahead within the step. Nesterov's momentum and NAdam are optimizers of their own here.",
    },
    entries={
        "optax.adadelta": Entry("", {"weight_decay": "A decay apart from the gradient. Here Adadelta has none."}),
        "optax.adafactor": absent(
            "Not here: it saves memory for matrices and is Adam without momentum for two weights (decision 10)."
        ),
        "optax.adamaxw": absent(WITH_DECAY.format("AdaMax")),
        "optax.adan": Entry("", {"eps_root": "A second ε of 1e-8 inside the root. Here there is none."}),
        "optax.amsgrad": Entry(
            "",
            {
                "bias_correction_mu": "Whether the mean slope is corrected. Here it always is.",
                "bias_correction_nu": "Whether the mean square is corrected. Here the largest one is.",
            },
        ),
        "optax.fromage": absent(LAYERS),
        "optax.lamb": absent(LAYERS),
        "optax.lars": absent(LAYERS),
        "optax.lbfgs": Entry(
            "Here L-BFGS counts every evaluation as a step, and its line search follows Nocedal and Wright.",
            {
                "learning_rate": of_method("lbfgs", "rate", note="In optax a factor after the line search, here the "
                                           "first trial length."),
                "memory_size": of_method("lbfgs", "history", note="At most 3 here: two pairs fix a 2D matrix."),
                "scale_init_precond": "Whether the first matrix is scaled. Here it always is.",
                "linesearch": "A program. Here it is one with the strong Wolfe conditions (c₁ and c₂).",
            },
        ),
        "optax.lookahead": Entry(
            "",
            {
                "fast_optimizer": "Here the fast walker is that of Adam.",
                "reset_state": "Whether Adam's memory is deleted when both meet. Here it is kept, as by default.",
            },
        ),
        "optax.nadamw": absent(WITH_DECAY.format("NAdam")),
        "optax.noisy_sgd": Entry(
            "Gradient descent with noise. Here noise is a setting of the race, the same for all runners.",
            {
                "learning_rate": ETA,
                "eta": "The size of the noise, which is σ here.",
                "gamma": "How fast the noise falls with the steps. Here it stays.",
                "key": "The random numbers, which the seed chooses here.",
                "seed": "The random numbers, which the seed chooses here.",
            },
        ),
        "optax.novograd": absent(
            "Not here: it keeps one mean square for each layer. Two weights are one layer (decision 10)."
        ),
        "optax.optimistic_adam": absent(
            "Not here: it adds the change of the last step, for games. Extragradient is the method for games here."
        ),
        "optax.optimistic_adam_v2": absent(
            "Not here: it adds the change of the last step, for games. Extragradient is the method for games here."
        ),
        "optax.optimistic_gradient_descent": absent(
            "Not here: it adds the change of the last gradient, for games. Extragradient is the method for games here."
        ),
        "optax.polyak_sgd": absent(
            "Not here: its rate follows from the loss and the lowest loss, which it has to be told."
        ),
        "optax.radam": Entry(
            "", {"threshold": "From which certainty on the mean square is used. Here it is 5, as by default."}
        ),
        "optax.rmsprop": Entry(
            "",
            {
                "eps_in_sqrt": of_method("rmsprop", "eps_place"),
                "bias_correction": "Corrects the mean square, as in Adam. Adam with β₁ = 0 is that method here.",
            },
        ),
        "optax.sign_sgd": Entry("SignSGD.", {"learning_rate": ETA}),
        "optax.sm3": absent("Not here: it saves memory for matrices and is Adagrad for two weights."),
        "optax.contrib.prodigy": Entry(
            "",
            {
                "beta3": "The share that is kept of the sums. Here it is the root of β₂, as by default.",
                "weight_decay": "A decay apart from the gradient. Here Prodigy has none.",
                "safeguard_warmup": "For a warm-up. Here it is off, as by default.",
            },
        ),
        "optax.contrib.reduce_on_plateau": Entry(
            "Reduce on plateau, as a part of an optimizer.",
            {
                "factor": of_schedule("plateau", "factor"),
                "patience": of_schedule("plateau", "patience"),
                "rtol": of_schedule("plateau", "threshold"),
                "atol": "A difference in place of a share. Here the threshold is a share.",
                "cooldown": of_schedule("plateau", "cooldown"),
                "accumulation_size": "The number of losses whose mean is watched. Here it is 1, as by default.",
                "min_scale": of_schedule("plateau", "floor"),
            },
        ),
        "optax.contrib.sam": Entry(
            "Sharpness-aware minimisation, over any two optimizers. Here it is over gradient descent.",
            {
                "optimizer": of_method("sam", "rate", note="Here it is gradient descent with this rate."),
                "adv_optimizer": of_method("sam", "rho", note="Here it is one step of length ρ uphill."),
                "sync_period": "Steps uphill for each step down, plus one. Here it is 2, as by default.",
                "reset_state": "Whether the uphill optimizer forgets. The one here has no memory.",
                "opaque_mode": "Who computes the second gradient. It does not change the step.",
                "batch_axis_name": "For several devices.",
            },
        ),
        "optax.contrib.schedule_free": Entry(
            "The wrapper of the schedule-free methods. Here it is over AdamW.",
            {
                "base_optimizer": "Here it is AdamW.",
                "learning_rate": ETA,
                "b1": of_method("schedule_free_adamw", "beta1"),
                "weight_lr_power": "The power of the rate in the mean. Here it is 2, as by default.",
            },
        ),
        "optax.contrib.schedule_free_adamw": Entry(
            "",
            {
                "warmup_steps": of_runner("warmup"),
                "weight_lr_power": "The power of the rate in the mean. Here it is 2, as by default.",
            },
        ),
        "optax.contrib.schedule_free_sgd": absent("Not here: the schedule-free method here is the one over AdamW."),
        "optax.schedules.constant_schedule": Entry("The constant rate.", {"value": ETA}),
        "optax.schedules.cosine_decay_schedule": Entry(
            "Cosine annealing.",
            {
                "init_value": ETA,
                "decay_steps": of_schedule("cosine", "T_max"),
                "alpha": of_schedule("cosine", "floor"),
                "exponent": CURVED,
            },
        ),
        "optax.schedules.cosine_onecycle_schedule": Entry(
            "One cycle along cosines.",
            {
                "transition_steps": of_schedule("one_cycle", "T"),
                "peak_value": ETA,
                "pct_start": of_schedule("one_cycle", "rise"),
                "div_factor": of_schedule("one_cycle", "div"),
                "final_div_factor": of_schedule("one_cycle", "final_div"),
            },
        ),
        "optax.schedules.exponential_decay": Entry(
            "Exponential decay, or step decay if it is a staircase.",
            {
                "init_value": ETA,
                "transition_steps": of_schedule("step", "every", note="Without a staircase q is decay_rate to the "
                                                "power of 1/transition_steps."),
                "decay_rate": of_schedule("exponential", "factor", note="See transition_steps."),
                "transition_begin": BEGIN,
                "staircase": "True makes it step decay, which is a schedule of its own here.",
                "end_value": of_schedule("exponential", "floor", note=SHARE),
            },
        ),
        "optax.schedules.join_schedules": absent(
            "Not here: one schedule after another. Here a schedule can follow a warm-up, or be drawn by hand."
        ),
        "optax.schedules.linear_onecycle_schedule": Entry(
            "One cycle along lines, in three phases.",
            {
                "transition_steps": of_schedule("one_cycle", "T"),
                "peak_value": ETA,
                "pct_start": of_schedule("one_cycle", "rise"),
                "pct_final": "The share after which the rate falls below its first one. Here the fall to it takes as "
                "long as the rise.",
                "div_factor": of_schedule("one_cycle", "div"),
                "final_div_factor": of_schedule("one_cycle", "final_div"),
            },
        ),
        "optax.schedules.linear_schedule": Entry(
            "The linear schedule.",
            {
                "init_value": of_schedule("linear", "start", note=SHARE),
                "end_value": of_schedule("linear", "end", note=SHARE),
                "transition_steps": of_schedule("linear", "T"),
                "transition_begin": BEGIN,
            },
        ),
        "optax.schedules.piecewise_constant_schedule": Entry(
            "Step decay at three milestones.",
            {
                "init_value": ETA,
                "boundaries_and_scales": of_schedule("multi_step", "first", "second", "third", "factor",
                                                     note="Here there are three, with the same factor."),
            },
        ),
        "optax.schedules.piecewise_interpolate_schedule": Entry(
            "A curve through points. Here it is the hand-drawn schedule.",
            {
                "interpolate_type": "Lines or cosines. Here the curve is a smooth line that never overshoots a knot.",
                "init_value": ETA,
                "boundaries_and_scales": KNOTS,
            },
        ),
        "optax.schedules.polynomial_schedule": Entry(
            "Polynomial decay.",
            {
                "init_value": ETA,
                "end_value": of_schedule("polynomial", "floor", note=SHARE),
                "power": of_schedule("polynomial", "power"),
                "transition_steps": of_schedule("polynomial", "T"),
                "transition_begin": BEGIN,
            },
        ),
        "optax.schedules.sgdr_schedule": Entry(
            "Cosine annealing with warm restarts.",
            {
                "cosine_kwargs": of_schedule("cosine_restarts", "T_0", "T_mult", "peak", "floor",
                                             note="In optax every wave is described by itself, with its own warm-up.")
            },
        ),
        "optax.schedules.warmup_constant_schedule": Entry(
            "A warm-up and the constant rate.",
            {"init_value": START, "peak_value": ETA, "warmup_steps": of_runner("warmup")},
        ),
        "optax.schedules.warmup_cosine_decay_schedule": Entry(
            "A warm-up and cosine annealing.",
            {
                "init_value": START,
                "peak_value": ETA,
                "warmup_steps": of_runner("warmup", "warmup_form", note="It precedes the schedule."),
                "decay_steps": of_schedule("cosine", "T_max", note="In optax it includes the warm-up."),
                "end_value": of_schedule("cosine", "floor", note=SHARE),
                "exponent": CURVED,
            },
        ),
        "optax.schedules.warmup_exponential_decay_schedule": Entry(
            "A warm-up and exponential decay.",
            {
                "init_value": START,
                "peak_value": ETA,
                "warmup_steps": of_runner("warmup", "warmup_form", note="It precedes the schedule."),
                "transition_steps": "q is decay_rate to the power of 1/transition_steps.",
                "decay_rate": of_schedule("exponential", "factor", note="See transition_steps."),
                "transition_begin": BEGIN,
                "staircase": FROM,
                "end_value": of_schedule("exponential", "floor", note=SHARE),
            },
        ),
        "optax.adaptive_grad_clip": absent(
            "Not here: it clips a gradient in proportion to the length of its weights, which depends on the origin."
        ),
        "optax.clip": Entry(
            "Clips every coordinate of the gradient.", {"max_delta": of_runner("clip", "clip_by", note="By value.")}
        ),
        "optax.clip_by_block_rms": absent(
            "Not here: it clips the root mean square of a layer. For two weights that is a length, up to a factor."
        ),
        "optax.clip_by_global_norm": Entry(
            "Clips the gradient to a length.", {"max_norm": of_runner("clip", "clip_by", note="By its norm.")}
        ),
    },
)  # fmt: skip
