"""Questions about reports, inside a scope; answers are frozen values."""
