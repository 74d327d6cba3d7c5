"""An invented, reproducible Kazakhstan. README.md."""
