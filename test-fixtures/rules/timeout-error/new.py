def new(function):
    try:
        function()
    except TimeoutError:
        pass
