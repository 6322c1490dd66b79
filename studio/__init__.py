"""A person's work: kept, shown, made again."""

import os

# Frames and phrases are small: BLAS threads would not quicken them, but spin between them on the core that encodes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
