"""A module run as a child that ends soon after its parent, however that ended.

`python -m flows.commands.with_parent PARENT MODULE ARGUMENT…`. Imports next to nothing, so it costs no start time.
"""

import runpy
import sys

from flows.storage.disk.locks import leave_with_parent

if __name__ == "__main__":
    leave_with_parent(int(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__")
