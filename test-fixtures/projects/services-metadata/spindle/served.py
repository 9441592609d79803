from spindle import api

application = api.build()
