"""Y: a bare Django page of 50 contributions, from one query and with Django's template alone."""
