"""The course: each file holds one chapter, as one record (`studies/course/chapter.py`)."""
