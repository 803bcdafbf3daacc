"""What a report counts: everything from the store, nothing about how it looks."""

from reports.figures.collect import Figures, figures

__all__ = ["Figures", "figures"]
