"""Writers: a frozen snapshot goes in, the bytes of one file come out. No database, no clock, no network."""
