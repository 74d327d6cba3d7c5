"""The verbs that write evidence, each inside a scope and its transaction."""
