"""What the page Network shows of a training: curves, tables and pictures, as numbers and words."""
