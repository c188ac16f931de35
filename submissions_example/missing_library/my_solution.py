import torch
import tensorflow_of_my_own as tf
