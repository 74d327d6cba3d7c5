"""The report to the Government: content, outputs, and the linter that reads the outputs back. Pure: no Django."""
