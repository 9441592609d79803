#!/bin/sh
exec python3 -m orchard.api "$@"
