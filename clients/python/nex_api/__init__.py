"""A client of the whole API of the platform, made from its OpenAPI document. Standard library only.

    from nex_api import NexApi

    api = NexApi("http://127.0.0.1:7400")
    for run in api.each_runs(state="failed"):
        print(run["id"])
"""
from .api import NexApi
from .transport import ApiError, Event

__all__ = ["ApiError", "Event", "NexApi"]
