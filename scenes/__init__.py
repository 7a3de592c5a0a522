"""Ready-made lessons for the page of scenes. Each file holds one story: a race, or an ensemble for the clouds page."""
