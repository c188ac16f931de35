"""One file for each question asked of the student's code."""
