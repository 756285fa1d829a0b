"""`python -m plankit.cli`: the same as `plankit`."""

import sys

from plankit.cli import main

sys.exit(main())
