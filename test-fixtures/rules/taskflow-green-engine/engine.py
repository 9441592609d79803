import taskflow.engines  # expect: optional-hook


def run(flow, executor, threaded):
    taskflow.engines.load(flow, engine='parallel', executor='greenthreaded')  # expect: taskflow-green-engine
    taskflow.engines.run(flow, executor="greenthread")  # expect: taskflow-green-engine
    taskflow.engines.run(flow, executor='threaded')
    kind = 'threaded' if threaded else 'greenthreaded'
    return taskflow.engines.load(flow, executor=kind)  # expect: taskflow-green-engine
