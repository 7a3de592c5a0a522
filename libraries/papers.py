"""The papers that recommend values for their method. Where a paper has no default for the rate, it is left as it is."""

from core.library import Library, Preset

PAPERS = Library(
    key="papers",
    name="The paper",
    version="",
    url="https://arxiv.org",
    presets=(
        Preset(
            "rprop", "Riedmiller and Braun (1993)",
            "The first step is 0.1 long. After a change of sign the paper also takes the last step back. Here the "
            "coordinate rests for one step.",
            0.1, {"shrink": 0.5, "grow": 1.2, "shortest": 1e-6, "longest": 50.0}, exact=False,
        ),
        Preset(
            "rmsprop", "Tieleman and Hinton (2012)",
            "The lecture has ρ = 0.9 and no ε, for which it is as small as it can be here. It names no rate, so that "
            "stays as you set it.",
            None,
            {
                "rho": 0.9, "eps": 1e-16, "momentum": 0.0, "centered": 0.0, "eps_place": "outside", "initial": 0.0,
                "convention": "pytorch",
            },
        ),
        Preset(
            "adadelta", "Zeiler (2012)",
            "The paper has no rate, which is a rate of 1.",
            1.0, {"rho": 0.95, "eps": 1e-6},
        ),
        Preset(
            "adam", "Kingma and Ba (2014)",
            "These are the numbers of its first algorithm, which adds ε after the bias correction.",
            0.001, {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "correct": 1.0, "eps_form": "after"},
        ),
        Preset(
            "adamax", "Kingma and Ba (2014)",
            "The paper has no ε, so it is as small as it can be here.",
            0.002, {"beta1": 0.9, "beta2": 0.999, "eps": 1e-16},
        ),
        Preset(
            "adamw", "Loshchilov and Hutter (2017)",
            "A step takes λ times the schedule's factor off the weights, whatever η is. The paper leaves λ open, so it "
            "stays as you set it.",
            0.001, {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "eps_form": "after", "decay_form": "schedule"},
            left={"λ": "weight_decay"},
        ),
        Preset(
            "qhm", "Ma and Yarats (2018)",
            "The mean has a memory of a thousand steps, which is long for these runs. The rate stays as you set it.",
            None, {"momentum": 0.999, "nu": 0.7},
        ),
        Preset(
            "sam", "Foret and others (2020)",
            "The paper recommends ρ only, so the rate stays as you set it.",
            None, {"rho": 0.05},
        ),
        Preset(
            "adan", "Xie and others (2022)",
            "The paper writes 1 - β for each β here. It names no rate for all tasks, so that stays as you set it.",
            None, {"beta1": 0.98, "beta2": 0.92, "beta3": 0.99, "eps": 1e-8}, left={"λ": "weight_decay"},
        ),
        Preset(
            "lion", "Chen and others (2023)",
            "The authors recommend a third to a tenth of Adam's rate and a larger λ. Both stay as you set them.",
            None, {"beta1": 0.9, "beta2": 0.99}, left={"λ": "weight_decay"},
        ),
        Preset(
            "prodigy", "Mishchenko and Defazio (2023)",
            "The rate is 1, because the method finds the length of its steps itself. The paper has no bias correction, "
            "and here there is one.",
            1.0, {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "first": 1e-6, "growth": 1.0}, exact=False,
        ),
    ),
)  # fmt: skip
