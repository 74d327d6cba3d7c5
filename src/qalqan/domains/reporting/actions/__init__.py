"""The verbs that write reports, each inside a scope and its transaction."""
