import futurist  # expect: futurist
from futurist import periodics  # expect: futurist
from futurist import rejection as limits  # expect: futurist
import futures

EXECUTOR = futurist.ThreadPoolExecutor(
    max_workers=8, check_and_reject=limits.reject_when_reached(100))
WORKER = periodics.PeriodicWorker([])
