"""What a student should look at in a run, found by documented rules."""
