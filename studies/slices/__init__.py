"""The landscape of a network: planes and lines through the space of its weights, and how it bends."""
