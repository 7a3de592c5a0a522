"""The course: its chapters, their text as HTML, and what the browser gets of a chapter."""
