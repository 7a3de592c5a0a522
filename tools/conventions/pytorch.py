"""What the arguments of `torch.optim` and its schedulers are here."""

from tools.conventions.here import ETA, Chapter, Entry, absent, of_method, of_runner, of_schedule

PENALTY = "A penalty λ/2 |θ|², whose slope is added to the gradient. Here Adam with L2 and Momentum have it."
MOMENTUM_TOO = "PyTorch's scheduler also moves the momentum, opposite to the rate. Here the momentum stays."
SHARE = "Here it is a share of η."

PYTORCH = Chapter(
    everywhere={
        "foreach": "How the step is computed for many tensors. It does not change the step.",
        "fused": "How the step is computed on a device. It does not change the step.",
        "capturable": "For CUDA graphs. It does not change the step.",
        "differentiable": "For gradients through the step itself. It does not change the step.",
        "maximize": "It climbs. Here all runs go down: to climb a loss is to descend its negative.",
        "weight_decay": PENALTY,
        "last_epoch": "Resumes an interrupted training. Runs here begin at step 1.",
    },
    entries={
        "torch.optim.Adafactor": absent(
            "Not here: it saves memory for matrices and is Adam without momentum for two weights (decision 10)."
        ),
        "torch.optim.LBFGS": Entry(
            "Here L-BFGS always has a line search and counts evaluations as steps, so PyTorch's defaults have no "
            "counterpart.",
            {
                "lr": of_method("lbfgs", "rate", note="Here it is the first trial length of each line search."),
                "max_iter": "Iterations in one call of step(). Here a step is one evaluation.",
                "max_eval": "Evaluations in one call of step(). Here a step is one evaluation.",
                "tolerance_grad": "When to stop. Here a run goes on, and its label says whether it has arrived.",
                "tolerance_change": "When to stop. Here a run goes on, and its label says whether it has arrived.",
                "history_size": of_method("lbfgs", "history", note="At most 3 here: two pairs fix a 2D matrix."),
                "line_search_fn": "Here there is always one, with the strong Wolfe conditions (c₁ and c₂).",
            },
        ),
        "torch.optim.Muon": absent(
            "Not here: it is made for matrices, and a vector would make it descent with steps of constant length "
            "(decision 10)."
        ),
        "torch.optim.SparseAdam": absent(
            "Not here: it is Adam that leaves out coordinates whose gradient is absent. Here every coordinate has one."
        ),
        "torch.optim.AdamW": Entry(
            "", {"amsgrad": "AMSGrad with a decoupled decay. Here AMSGrad has no decay."}
        ),
        "torch.optim.Adam": Entry(
            "", {"decoupled_weight_decay": "True makes it AdamW, which is an optimizer of its own here."}
        ),
        "torch.optim.NAdam": Entry("", {"decoupled_weight_decay": "Here NAdam has no decay."}),
        "torch.optim.RAdam": Entry("", {"decoupled_weight_decay": "Here RAdam has no decay."}),
        "torch.optim.lr_scheduler.ChainedScheduler": absent(
            "Not here: it multiplies schedulers. Here a schedule can be combined with a warm-up, or drawn by hand."
        ),
        "torch.optim.lr_scheduler.ConstantLR": absent(
            "Not here: a lower rate for the first steps, all at once. A warm-up rises in a line; a hand-drawn schedule "
            "comes near to it."
        ),
        "torch.optim.lr_scheduler.CosineAnnealingLR": Entry(
            "Cosine annealing. Here the rate stays low after T_max steps; in PyTorch it rises again.",
            {"T_max": of_schedule("cosine", "T_max"), "eta_min": of_schedule("cosine", "floor", note=SHARE)},
        ),
        "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts": Entry(
            "Cosine annealing with warm restarts.",
            {
                "T_0": of_schedule("cosine_restarts", "T_0"),
                "T_mult": of_schedule("cosine_restarts", "T_mult"),
                "eta_min": of_schedule("cosine_restarts", "floor", note=SHARE),
            },
        ),
        "torch.optim.lr_scheduler.CyclicLR": Entry(
            "The cyclic rate, in its triangular form.",
            {
                "base_lr": of_schedule("cyclic", "floor", note=SHARE),
                "max_lr": ETA,
                "step_size_up": of_schedule("cyclic", "up"),
                "step_size_down": "Here the way down takes as many steps as the way up.",
                "mode": "Here the waves are all equally high (triangular).",
                "gamma": "The height of the waves in the mode exp_range, which is not here.",
                "scale_fn": "A function for the height of the waves. Here they are all equally high.",
                "scale_mode": "What scale_fn counts, which is not here.",
                **dict.fromkeys(("cycle_momentum", "base_momentum", "max_momentum"), MOMENTUM_TOO),
            },
        ),
        "torch.optim.lr_scheduler.ExponentialLR": Entry(
            "Exponential decay.", {"gamma": of_schedule("exponential", "factor")}
        ),
        "torch.optim.lr_scheduler.LambdaLR": Entry(
            "Any function of the step. Here a schedule can be drawn by hand.",
            {"lr_lambda": "A program. Five knots of the hand-drawn schedule take its place."},
        ),
        "torch.optim.lr_scheduler.LinearLR": Entry(
            "The linear schedule.",
            {
                "start_factor": of_schedule("linear", "start"),
                "end_factor": of_schedule("linear", "end"),
                "total_iters": of_schedule("linear", "T"),
            },
        ),
        "torch.optim.lr_scheduler.MultiStepLR": Entry(
            "Step decay at three milestones.",
            {
                "milestones": of_schedule("multi_step", "first", "second", "third", note="Here there are three."),
                "gamma": of_schedule("multi_step", "factor"),
            },
        ),
        "torch.optim.lr_scheduler.MultiplicativeLR": Entry(
            "Any factor from step to step. Here a schedule can be drawn by hand.",
            {"lr_lambda": "A program. Five knots of the hand-drawn schedule take its place."},
        ),
        "torch.optim.lr_scheduler.OneCycleLR": Entry(
            "One cycle.",
            {
                "max_lr": ETA,
                "total_steps": of_schedule("one_cycle", "T"),
                "epochs": "Another way to give total_steps.",
                "steps_per_epoch": "Another way to give total_steps.",
                "pct_start": of_schedule("one_cycle", "rise"),
                "anneal_strategy": of_schedule("one_cycle", "line"),
                "div_factor": of_schedule("one_cycle", "div"),
                "final_div_factor": of_schedule("one_cycle", "final_div"),
                "three_phase": of_schedule("one_cycle", "phases"),
                **dict.fromkeys(("cycle_momentum", "base_momentum", "max_momentum"), MOMENTUM_TOO),
            },
        ),
        "torch.optim.lr_scheduler.PolynomialLR": Entry(
            "Polynomial decay.",
            {"total_iters": of_schedule("polynomial", "T"), "power": of_schedule("polynomial", "power")},
        ),
        "torch.optim.lr_scheduler.ReduceLROnPlateau": Entry(
            "Reduce on plateau. The loss is that at the place where each step began.",
            {
                "mode": "Here a loss is better if it is lower (min).",
                "factor": of_schedule("plateau", "factor"),
                "patience": of_schedule("plateau", "patience"),
                "threshold": of_schedule("plateau", "threshold"),
                "threshold_mode": "Here the threshold is a share of the best loss's size (rel).",
                "cooldown": of_schedule("plateau", "cooldown"),
                "min_lr": of_schedule("plateau", "floor", note=SHARE),
                "eps": "PyTorch leaves out cuts of less than this. Here every cut is made.",
            },
        ),
        "torch.optim.lr_scheduler.SequentialLR": absent(
            "Not here: one scheduler after another. Here a schedule can follow a warm-up, or be drawn by hand."
        ),
        "torch.optim.lr_scheduler.StepLR": Entry(
            "Step decay.", {"step_size": of_schedule("step", "every"), "gamma": of_schedule("step", "factor")}
        ),
        "torch.optim.swa_utils.SWALR": absent(
            "Not here: it moves the rate to a constant one for weight averaging. Averaged SGD averages at any rate."
        ),
        "torch.nn.utils.clip_grad_norm_": Entry(
            "Clips the gradient to a length.",
            {
                "parameters": "Both coordinates of a walker.",
                "max_norm": of_runner("clip", "clip_by", note="By its norm."),
                "norm_type": "Here the length is the usual one (2).",
                "error_if_nonfinite": "Here a run with a gradient that is not finite ends, and its label says so.",
            },
        ),
        "torch.nn.utils.clip_grad_value_": Entry(
            "Clips every coordinate of the gradient.",
            {
                "parameters": "Both coordinates of a walker.",
                "clip_value": of_runner("clip", "clip_by", note="By value."),
            },
        ),
    },
)  # fmt: skip
