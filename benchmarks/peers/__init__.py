"""Other tools that grade the same submissions, each set up as its documentation says."""
