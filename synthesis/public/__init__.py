"""The public side of a report: published versions as readers see them."""
