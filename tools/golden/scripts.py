"""Write tests/golden/scripts: the PyTorch scripts of a few scenes, so that changes to them are noticed.

python -m tools.golden.scripts
"""

from collections.abc import Mapping
from pathlib import Path

from exports.torch_script import torch_script
from runs import codec
from runs.run import Scene
from tools.golden.settings import settled_scenes

TARGET = Path(__file__).resolve().parents[2] / "tests" / "golden" / "scripts"

STORIES: Mapping[str, Scene] = {
    name: codec.read(link).scene
    for name, link in {
        "opening": "",
        "conventions_under_a_schedule": (
            "landscape=ravine&x=-3&y=1.5&steps=80"
            "&run1=momentum&run1.rate=0.02&run1.convention=classic&run1.schedule=cosine&run1.schedule.T_max=80"
            "&run2=momentum&run2.rate=0.02&run2.convention=pytorch&run2.schedule=cosine&run2.schedule.T_max=80"
            "&run3=momentum&run3.rate=0.2&run3.convention=averaged&run3.schedule=one_cycle&run3.warmup=5"
            "&run4=nesterov&run4.rate=0.02&run4.form=look-ahead&run4.schedule=exponential"
            "&run5=nesterov&run5.rate=0.02&run5.form=pytorch&run5.schedule=hand_drawn&run5.schedule.T=80"
            "&run6=asgd&run6.rate=0.02&run6.walker=mean&run6.schedule=step&run6.schedule.every=20"
            "&run7=radam&run7.rate=0.1&run8=rprop&run8.rate=0.1"
        ),
        "framed_noisy_reacting": (
            "landscape=himmelblau&frame.rotation=30&frame.shift_x=0.5&frame.scale_y=1.5&x=0.5&y=-0.5&steps=60"
            "&noise=0.5&seed=7&run1=gd&run1.rate=0.005&run1.schedule=plateau&run1.schedule.patience=3"
            "&run3=nesterov&run3.rate=0.002&run3.schedule=plateau&run5=adamw&run5.rate=0.05&run5.warmup=10"
            "&run6=newton&run7=adam&run7.correct=off"
        ),
        "bent": "landscape=bukin_n6&x=-5&y=0.25&steps=20&run1=gd&run1.rate=0.001&run2=adamax&run2.rate=0.1",
        "samples": "landscape=neuron&x=0&y=0&steps=40&run1=adagrad&run1.rate=0.5&run2=adadelta&run2.rate=1",
        "batches": (
            "landscape=logistic_regression&landscape.table=1~2~1_-1~-1.5~0_0.5~0.5~1_-2~0.5~0_0.2~-0.7~1_-0.4~-1~0"
            "&x=2&y=-1&steps=30&gradient.batch=4&gradient.delay=1&gradient.rounding=bits&gradient.bits=9&run1=gd&run1.rate=0.5"
            "&run2=momentum&run2.rate=0.1&run2.batch=1&run3=momentum&run3.rate=0.2&run3.batch=3&run3.origin=2"
            "&run3.at=12&run4=adam&run4.rate=0.1&run4.batch=6"
        ),
        "moving": "landscape=moving_bowl&steps=50&run1=rmsprop&run1.rate=0.05&run2=nadam&run2.rate=0.05",
        "forks": (
            "landscape=himmelblau&frame.rotation=20&x=0.5&y=-0.5&steps=70&noise=0.1"
            "&run1=momentum&run1.rate=0.001&run1.schedule=plateau&run1.schedule.patience=2"
            "&run2=momentum&run2.rate=0.003&run2.momentum=0.5&run2.schedule=plateau&run2.schedule.patience=4"
            "&run2.origin=1&run2.at=20&run3=momentum&run3.rate=0.002&run3.momentum=0.8&run3.origin=2&run3.at=45"
            "&run4=adam&run4.rate=0.05&run5=adam&run5.rate=0.1&run5.beta1=0.5&run5.origin=4&run5.at=30"
            "&run6=momentum&run6.rate=0.003&run6.convention=pytorch&run6.origin=1&run6.at=20"
            "&run7=adam&run7.rate=0.05&run7.schedule=cosine&run7.schedule.T_max=70&run7.origin=4&run7.at=0"
            "&run8=adam&run8.rate=0.05&run8.origin=4&run8.at=90"
        ),
        "diverging": "landscape=cliff&x=1.2&y=1&steps=40&run1=gd&run1.rate=1&run2=amsgrad&run2.rate=0.05",
    }.items()
}
"""Scenes with something special each, and mostly with defaults."""

SETTLED: Mapping[str, Scene] = {f"settings_{number}": scene for number, scene in enumerate(settled_scenes(), 1)}
"""Scenes without defaults."""

SCENES: Mapping[str, Scene] = {**STORIES, **SETTLED}


def file_of(name: str) -> Path:
    """The file of a scene's script. It does not end in .py, since it is data and not part of the project."""
    return TARGET / f"{name}.py.txt"


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, scene in SCENES.items():
        file_of(name).write_text(torch_script(scene), encoding="utf-8")
    print(f"{len(SCENES)} scripts in {TARGET}")
