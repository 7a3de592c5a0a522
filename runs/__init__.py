"""Questions and answers: the catalogue, Run and Scene, their text, and what simulating and surveying them gives."""
