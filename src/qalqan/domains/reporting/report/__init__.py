"""The report to the Government: content, outputs, and the linter that reads outputs back. No Django here."""
