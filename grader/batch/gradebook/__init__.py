"""Scores on their way back to the platform."""
