import eventlet.green.socket  # expect: import-green
import eventlet.green.os as green_os  # expect: import-green
from eventlet import green  # expect: import-green
from eventlet.green import subprocess, threading  # expect: import-green, import-green
from eventlet.green.http import client as http_client  # expect: import-green
from eventlet.green.urllib.request import urlopen  # expect: import-green

import subprocess as native_subprocess
from http import client
from green import socket
