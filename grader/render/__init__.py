"""One file per format; what they share is one file per question."""
