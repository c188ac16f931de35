"""A whole class: from the platform's folder to the platform's sheet."""
