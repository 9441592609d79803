"""What it has out of its submodule stays, whoever imports that later."""
from shop.own.sleep import sleep
