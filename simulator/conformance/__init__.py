"""Whether what is asked and answered here is what the Bot API writes down; it reports and never refuses."""
