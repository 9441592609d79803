pool = 1
