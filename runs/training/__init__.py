"""Training of networks by several methods: the question, its link, and its answer."""
