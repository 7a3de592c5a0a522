"""The start: what is made before anybody asks for it, and the worker processes that help with it."""
