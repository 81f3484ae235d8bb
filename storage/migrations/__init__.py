"""Every shape the database has had, in order."""

HEAD = "0027"
"""The newest revision, known without reading them all; a test compares."""
