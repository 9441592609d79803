#!/bin/sh
# Fails on usage of eventlet that the commit would add.
exec eventlet-scan check --since HEAD
