"""The planner's desk for ``streamlit run app.py``."""

from planner.web.opening import show

show()
