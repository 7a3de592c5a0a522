"""The gallery: the stories by chapter, and their cards."""
