"""Invented plans with known answers: seeded words, ten layouts, PDF, text, DOCX, HTML, XLSX, and scores."""
