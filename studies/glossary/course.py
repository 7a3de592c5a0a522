"""The words of the course. Its chapters explain them at their first mention; the stage does not use them."""

from studies.glossary.term import Term

GD, SGD, ADAM = "reference?entry=optimizer.gd", "reference?entry=optimizer.asgd", "reference?entry=optimizer.adam"
MOMENTUM, ADAMW = "reference?entry=optimizer.momentum", "reference?entry=optimizer.adamw"
REGRESSION, SPARSE = "reference?entry=landscape.linear_regression", "reference?entry=landscape.sparse_features"

COURSE = (
    Term(
        "loss landscape", ("landscape", "loss landscapes", "landscapes"),
        ("A map on which every place is one choice of the parameters.", "The height at that place is the loss."),
        "reference?entry=landscape.rosenbrock",
    ),
    Term(
        "parameter", ("parameters", "weight", "weights"),
        ("A number inside a model that training may change.", "A network has thousands or billions of them."),
        picture="landscape.rosenbrock",
    ),
    Term(
        "optimizer", ("optimizers",),
        ("The rule that says where the next step goes.", "Every optimizer here sees only slopes, never the map."),
        ADAM,
    ),
    Term(
        "gradient", ("gradients",),
        ("The slope of the ground in each direction, as an arrow.", "It points straight uphill."),
        GD,
    ),
    Term(
        "gradient descent", (),
        ("The rule that always steps against the gradient.",
         "The length of a step is the learning rate times the slope."),
        GD,
    ),
    Term(
        "curvature", ("curvatures",),
        ("How quickly the slope changes from place to place.",
         "A steep narrow valley has a large curvature across it."),
        "reference?entry=landscape.bowl",
    ),
    Term(
        "condition number", ("condition numbers",),
        ("The largest curvature of a valley divided by the smallest one.",
         "At 1 the valley is round, at 1,000 it is narrow."),
        "reference?entry=landscape.bowl",
    ),
    Term(
        "plateau", ("plateaus",),
        ("A wide region that is almost level.", "The gradient there says almost nothing."),
        "reference?entry=landscape.plateau",
    ),
    Term(
        "sample", ("samples",),
        ("One example of the training data, such as one picture with its label.",
         "The loss is a mean over all of them."),
        REGRESSION,
    ),
    Term(
        "full batch", (),
        ("All samples of the training data at once.", "Their mean gradient is the exact slope."),
        REGRESSION,
    ),
    Term(
        "mini-batch", ("mini-batches", "batch", "batches"),
        ("A handful of samples, drawn for one step.", "Their mean gradient is an estimate of the exact slope."),
        REGRESSION,
    ),
    Term(
        "batch size", ("batch sizes",),
        ("The number of samples in a mini-batch, written B.", "Four times as many halve the error of the estimate."),
        REGRESSION,
    ),
    Term(
        "epoch", ("epochs",),
        ("One pass through all samples of the training data.", "With small batches it consists of many steps."),
        REGRESSION,
    ),
    Term(
        "stochastic gradient descent", ("SGD",),
        ("Gradient descent with the gradient of a few random samples.",
         "Every step is cheap, and every step is a little wrong."),
        SGD,
    ),
    Term(
        "gradient noise", ("noise",),
        ("The difference between the gradient of a batch and the exact one.",
         "It changes at random from step to step."),
        REGRESSION,
    ),
    Term(
        "noise floor", (),
        ("The loss below which noisy steps cannot get at a constant rate.", "A smaller learning rate lowers it."),
        SGD,
    ),
    Term(
        "momentum", (),
        ("A running sum of past gradients that is used as the step.",
         "Steps in the same direction add up, and others cancel."),
        MOMENTUM,
    ),
    Term(
        "velocity", (),
        ("The memory of the momentum method.", "It is the step that the walker is about to take."),
        MOMENTUM,
    ),
    Term(
        "Nesterov's method", ("Nesterov", "Nesterov momentum"),
        ("Momentum that looks ahead.", "It takes the gradient at the place to which the velocity leads."),
        "reference?entry=optimizer.nesterov",
    ),
    Term(
        "running mean", ("running means", "moving average"),
        ("A mean in which old values fade away.",
         "Each step keeps a share of the old mean and adds a share of the new value."),
        ADAM,
    ),
    Term(
        "Adagrad", (),
        ("A method that divides each coordinate's step by all its past slopes.",
         "Its steps become smaller and smaller."),
        "reference?entry=optimizer.adagrad",
    ),
    Term(
        "RMSProp", (),
        ("A method that divides each coordinate's step by the size of its recent slopes.",
         "Unlike Adagrad it forgets old slopes."),
        "reference?entry=optimizer.rmsprop",
    ),
    Term(
        "Adadelta", (),
        ("A method that takes the length of its steps from its own past steps.",
         "Its step has the unit of the parameter."),
        "reference?entry=optimizer.adadelta",
    ),
    Term(
        "Adam", (),
        ("A method with two memories: a mean of the gradients and a mean of their squares.",
         "The first gives the direction, the second the scale of each coordinate."),
        ADAM,
    ),
    Term(
        "bias correction", (),
        ("Dividing a running mean by the share that it has gathered so far.",
         "Without it the first values are far too small."),
        ADAM,
    ),
    Term(
        "sparse feature", ("sparse features", "rare feature", "rare features"),
        ("A part of the input that is zero in most samples.", "Its weight gets a slope only now and then."),
        SPARSE,
    ),
    Term(
        "weight decay", (),
        ("Pulling every parameter a little towards zero at every step.", "It keeps the parameters small."),
        ADAMW,
    ),
    Term(
        "L2 penalty", ("L2",),
        ("An extra loss that grows with the squares of the parameters.", "Its gradient points away from zero."),
        "reference?entry=optimizer.adam_l2",
    ),
    Term(
        "AdamW", (),
        ("Adam with weight decay that is kept out of its two memories.", "Every parameter decays at the same rate."),
        ADAMW,
    ),
    Term(
        "schedule", ("schedules",),
        ("A plan that changes the learning rate from step to step.", "Most plans begin large and end small."),
        "reference?entry=schedule.cosine",
    ),
    Term(
        "warm-up", ("warmup",),
        ("A few steps at the beginning in which the rate rises from zero.",
         "It protects methods whose memory is still empty."),
        "reference?entry=schedule.constant",
        picture="schedule.warmup_stable_decay",
    ),
    Term(
        "generalization", ("generalize", "generalizes"),
        ("How well a trained model does on data that it has not seen.", "A low training loss does not guarantee it."),
        "reference?entry=landscape.two_valleys",
    ),
    Term(
        "sharp valley", ("sharp valleys", "sharp minimum"),
        ("A narrow minimum with a large curvature.", "A small shift of the ground changes its loss a lot."),
        "reference?entry=landscape.two_valleys",
    ),
    Term(
        "wide valley", ("wide valleys", "flat minimum", "wide minimum"),
        ("A minimum with a small curvature.", "A small shift of the ground hardly changes its loss."),
        "reference?entry=landscape.two_valleys",
    ),
    Term(
        "sharpness-aware minimization", ("SAM",),
        ("A method that takes the gradient a little way uphill from where it stands.",
         "It is pushed away from valleys whose walls are steep."),
        "reference?entry=optimizer.sam",
    ),
)  # fmt: skip
