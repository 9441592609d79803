#!/bin/sh
# import eventlet
python3 -c 'import eventlet'
