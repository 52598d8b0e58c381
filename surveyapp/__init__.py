"""surveyapp: offline XLSForm surveys on the desktop, in Arabic, French and English."""

__version__ = "0.1.0"
