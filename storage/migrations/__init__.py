"""Every shape the database has had, in order."""

HEAD = "0026"
"""The newest revision, known without reading them all; a test compares."""
