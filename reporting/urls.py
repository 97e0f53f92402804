from django.urls import path

from .views import check, corrections, month, packs, report, sending, units

urlpatterns = [
    path("report/", month.my_month, name="my_month"),
    path("report/ready/", sending.report_submit_ready, name="report_submit_ready"),
    path("report/workbook/", packs.report_workbook, name="report_workbook"),
    path("report/sheet/", units.unit_sheet, name="unit_sheet"),
    path("report/unit/", units.unit_submit, name="unit_submit"),
    path("report/receipts/<int:pk>/", units.unit_receipt, name="unit_receipt"),
    path("report/hand-over/", units.hand_over, name="hand_over"),
    path("report/<int:pk>/", report.report_form, name="report_form"),
    path("report/<int:pk>/draft/", report.report_draft, name="report_draft"),
    path("report/<int:pk>/submit/", report.report_submit, name="report_submit"),
    path("report/<int:pk>/withdraw/", sending.report_withdraw, name="report_withdraw"),
    path("report/<int:pk>/paper/", report.report_paper, name="report_paper"),
    path("report/<int:pk>/correction/", corrections.correction_request, name="correction_request"),
    path("check/", check.check_desk, name="check_desk"),
    path("check/clean/", check.check_clean, name="check_clean"),
    path("check/clean/pass/", check.check_pass_clean, name="check_pass_clean"),
    path("check/<int:pk>/", check.check_item, name="check_item"),
    path("check/<int:pk>/open/", check.check_open, name="check_open"),
    path("check/<int:pk>/decide/", check.check_decide, name="check_decide"),
    path("corrections/", corrections.correction_list, name="correction_list"),
    path("corrections/<int:pk>/", corrections.correction, name="correction"),
    path("corrections/<int:pk>/decide/", corrections.correction_decide, name="correction_decide"),
]
