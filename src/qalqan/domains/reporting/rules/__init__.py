"""What a report owes, when, and what its states allow: pure rules, no Django."""
