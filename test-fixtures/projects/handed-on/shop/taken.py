"""What a function gave, from who holds it."""
from shop.held import held

held.spawn_n(1)
