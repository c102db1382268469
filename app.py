"""The planner's desk for ``streamlit run app.py``."""

from planner.web.desk import show

show()
