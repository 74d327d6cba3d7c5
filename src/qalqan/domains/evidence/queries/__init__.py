"""Questions about evidence, inside a scope; answers are frozen values."""
