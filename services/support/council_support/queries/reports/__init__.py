"""The reports to 経済産業局等 and 全国本部: their layouts, drafts, and what is shown of them."""

from council_support.queries.reports.drafting import body_name, drafted
from council_support.queries.reports.layouts import Layout, read_layouts
from council_support.queries.reports.views import REPORT_FIELDS, ReportView, report_view, section

__all__ = ["REPORT_FIELDS", "Layout", "ReportView", "body_name", "drafted", "read_layouts", "report_view", "section"]
