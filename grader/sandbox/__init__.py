"""The host's side of the wall: the zygote's life, deadlines, the result channel, the Observation."""
