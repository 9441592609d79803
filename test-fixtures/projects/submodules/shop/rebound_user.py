import shop.rebound.pool
import shop.rebound.queue

shop.rebound.pool.eventlet.spawn(f)
shop.rebound.queue.nap(1)
