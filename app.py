"""The studio's page: `make studio`, or `python app.py`, opens it at http://127.0.0.1:7860 (STUDIO_PORT)."""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

# Only when run: the processes that make takes import this file again, and need no page.
if __name__ == "__main__":
    from studio.ui.page import launch

    launch()
