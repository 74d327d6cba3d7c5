"""The door of the domain: what other rooms may ask of reporting. Frozen values, never models."""

__all__: list[str] = []
