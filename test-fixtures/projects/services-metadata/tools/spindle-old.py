#!/usr/bin/env python3
import sys

from spindle import run

sys.exit(run.main())
