"""Rules of the house: pure Python, no await, no clock, no framework. A rule returns a decision."""
