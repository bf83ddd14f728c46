"""Benchmarks: our pages beside a bare one, in one run, so that every figure is a ratio."""
