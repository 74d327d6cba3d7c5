"""What makes a number right and a measure done: pure rules, no Django."""
