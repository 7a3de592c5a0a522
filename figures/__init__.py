"""Pictures that are not the stage: numbers in, a figure out."""
