"""A Telegram Bot API server on this machine, with people who act."""
