"""Qalqan: a decree of the Government, made to run. See ARCHITECTURE.md for the rooms of the house."""

__version__ = "0.1.0"
