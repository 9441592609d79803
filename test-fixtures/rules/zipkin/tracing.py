from eventlet import zipkin  # expect: import-eventlet
from eventlet.zipkin import patcher as tracing  # expect: import-eventlet

tracing.enable_trace_patch()  # expect: zipkin
zipkin.api.put_annotation('start')  # expect: zipkin


def trace(tracer):
    tracer.zipkin.api()
