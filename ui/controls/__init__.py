"""Controls: widgets derived from records, and groups of them that pages share."""
