"""The tests start the service's processes some sixty times: what Python made of the source is kept, whatever is set."""

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
