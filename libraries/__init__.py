"""What other libraries and the papers do by default. Each file holds the presets of one library, as one record.

Numbers come from `signatures/`, which `python -m tools.conventions.read` writes from the libraries' own sources. A file
imports only `core`, never another library of this folder.
"""
