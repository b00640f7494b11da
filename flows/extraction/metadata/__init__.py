"""What an article says of itself: title, authors, publisher, date, language, notes."""
