"""What the arguments of `tf.compat.v1.train` are here."""

from tools.conventions.here import ETA, Chapter, Entry, absent

TRAIN = "tf.compat.v1.train"
SPARSE = "Not here: it is {} with penalties that set weights to exactly zero, for models with many sparse weights."

TENSORFLOW1 = Chapter(
    everywhere={
        "use_locking": "Whether other threads wait during the step. It does not change the step.",
        "name": "A name for the graph.",
    },
    entries={
        f"{TRAIN}.AdamOptimizer": Entry("", {"use_own_namescope_for_non_slot_vars": "Names in the graph."}),
        f"{TRAIN}.GradientDescentOptimizer": Entry("Gradient descent.", {"learning_rate": ETA}),
        f"{TRAIN}.AdagradDAOptimizer": absent(SPARSE.format("Adagrad in its dual form")),
        f"{TRAIN}.FtrlOptimizer": absent(SPARSE.format("Adagrad in another form")),
        f"{TRAIN}.ProximalAdagradOptimizer": absent(SPARSE.format("Adagrad")),
        f"{TRAIN}.ProximalGradientDescentOptimizer": absent(SPARSE.format("gradient descent")),
    },
)
