"""The customer-value cockpit's core: facts in, honest answers out, no screen in sight below floor 3."""

import os

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # before scipy comes: in small fits further threads only wait for each other
