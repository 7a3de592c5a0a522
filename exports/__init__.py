"""What a visitor can take away: tables, scripts and snippets, as text.

Everything here is a pure function of a scene. It imports what computes, and nothing that draws.
"""
