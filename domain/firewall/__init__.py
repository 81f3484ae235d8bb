"""The identity firewall: finds in a message what would tell one side of a room who the other one is.

Rules on normalised text, not a list of phrases; see `inspection.inspect`, the one entrance.
"""

from __future__ import annotations

from domain.firewall.finds import Allowed, Content, Find, FindKind, Verdict
from domain.firewall.inspection import inspect, tells, tells_plainly

__all__ = ["Allowed", "Content", "Find", "FindKind", "Verdict", "inspect", "tells", "tells_plainly"]
