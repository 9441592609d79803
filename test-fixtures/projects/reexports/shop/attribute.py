from shop import api

api.helper.nap(1)
