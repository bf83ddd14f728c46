"""The processes of an installation: their start commands, and keeping them running under the demo."""
