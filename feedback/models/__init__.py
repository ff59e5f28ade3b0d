from feedback.models.analysis import Analysis, AnalysisRun, Excerpt, ThemeMatch
from feedback.models.codebook import Theme, ThemeExample

__all__ = ["Analysis", "AnalysisRun", "Excerpt", "Theme", "ThemeExample", "ThemeMatch"]
