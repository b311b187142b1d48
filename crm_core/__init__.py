"""The customer-value cockpit's core: facts in, honest answers out, no screen in sight below floor 3."""

import os

# Said before scipy comes: in fits of four parameters further threads only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
