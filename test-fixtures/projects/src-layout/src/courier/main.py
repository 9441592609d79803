from courier.green import spawn
from courier import green

spawn(green.spawn)
