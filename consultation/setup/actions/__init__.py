"""What people do when they set up a consultation: each act one transaction, its actor explicit, on record."""
