import numpy as np

np.savez("digits.npz", inputs=np.zeros((1, 1, 8, 8)), labels=np.zeros(1))
