"""What a chapter of the course consists of: steps with pictures, measured facts, and questions that are scored."""
