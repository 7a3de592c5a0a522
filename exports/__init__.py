"""Exports of a scene as text: tables, PyTorch scripts, Python snippets.

Everything here is a pure function of a scene, and imports nothing that draws.
"""
