"""The Bot API's methods: each takes the world and the call's parameters and returns the JSON result."""
