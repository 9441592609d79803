from stevedore import named


def build():
    named.NamedExtensionManager('spindle.hooks', names=['native'], invoke_on_load=True)
    return None
