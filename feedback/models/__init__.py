from feedback.models.analysis import SEARCH_CONFIG, Analysis, AnalysisRun, Excerpt, ThemeMatch
from feedback.models.codebook import Theme, ThemeExample
from feedback.models.curation import CodebookEdit
from feedback.models.followup import Followup
from feedback.models.review import Correction, Move, Relearning, Review
from feedback.models.saved_view import SavedView

__all__ = [
    "SEARCH_CONFIG",
    "Analysis",
    "AnalysisRun",
    "CodebookEdit",
    "Correction",
    "Excerpt",
    "Followup",
    "Move",
    "Relearning",
    "Review",
    "SavedView",
    "Theme",
    "ThemeExample",
    "ThemeMatch",
]
