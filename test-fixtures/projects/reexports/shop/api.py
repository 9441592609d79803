from shop import utils as helper
