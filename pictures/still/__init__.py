"""Still pictures: what a stage shows, as SVG text in light colours, for paper."""
