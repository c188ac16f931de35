"""The student's side of the wall: may import torch and `grader.wire`, and nothing else of ours."""
