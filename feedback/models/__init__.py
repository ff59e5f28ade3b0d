from feedback.models.analysis import SEARCH_CONFIG, Analysis, AnalysisRun, Excerpt, ThemeMatch
from feedback.models.codebook import Theme, ThemeExample
from feedback.models.followup import Followup
from feedback.models.saved_view import SavedView

__all__ = [
    "SEARCH_CONFIG",
    "Analysis",
    "AnalysisRun",
    "Excerpt",
    "Followup",
    "SavedView",
    "Theme",
    "ThemeExample",
    "ThemeMatch",
]
