"""What a training shows: the table, the mistakes, and how the result depends on the learning rate."""
