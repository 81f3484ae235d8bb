"""Copies of a database: taken while it works, opened again before anybody is told that they are good."""
