"""Questions and their answers: the catalogue, Run and Scene, their links, and the simulation of runs and surveys."""
