"""Writes machine code to a file and loads it as a library."""

OPEN_IN = ('ordinary user, no namespaces', 'root in a container', 'ordinary user, old kernel')

import ctypes, shutil, glob, sys
library = glob.glob(f"{sys.base_prefix}/lib/python*/lib-dynload/_json*.so")[0]
shutil.copyfile(library, "own.so")
try:
    ctypes.CDLL("./own.so")
except OSError as error:
    tell(error)
else:
    through("loaded its own code")
