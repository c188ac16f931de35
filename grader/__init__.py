"""An autograder for PyTorch course work that understands the training loop."""

__version__ = "0.1.0"
