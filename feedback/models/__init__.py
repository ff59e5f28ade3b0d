from feedback.models.analysis import SEARCH_CONFIG, Analysis, AnalysisRun, Excerpt, ThemeMatch
from feedback.models.codebook import Theme, ThemeExample

__all__ = ["SEARCH_CONFIG", "Analysis", "AnalysisRun", "Excerpt", "Theme", "ThemeExample", "ThemeMatch"]
