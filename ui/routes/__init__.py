"""The routes that answer from a link alone, without a session."""
