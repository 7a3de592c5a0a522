"""The session: what a visitor sees, kept between runs of a page and in the address bar."""
