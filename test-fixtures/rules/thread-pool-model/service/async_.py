def set_threadpool_model(model):
    """Chooses the model."""
