"""The glossary: what the words and marks of the app mean, in two plain sentences each."""
