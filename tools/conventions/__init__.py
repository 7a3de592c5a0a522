"""Says what every argument of other libraries' optimizers and schedulers is here, and writes docs/conventions.md."""
