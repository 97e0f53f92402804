from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = "月度填报"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {
        "month.open": "开放填报月",
        "month.lock": "锁数",
        "month.release": "局领导审签",
        "month.chase": "催报",
        "month.note_call": "记录催办",
        "month.remind": "自动提醒",
        "unit.submit": "整县报送",
        "duty.hand_over": "移交填报任务",
        "report.submit": "报送月报",
        "report.withdraw": "撤回月报",
        "report.passed_unit": "初审通过",
        "report.returned_unit": "初审退回",
        "report.passed_city": "市审通过",
        "report.returned_city": "市审退回",
        "report.pass_clean_unit": "初审批量通过",
        "report.pass_clean_city": "市审批量通过",
        "reporting.import_reports": "导入月报",
        "reporting.undo_import": "撤销导入月报",
        "correction.request": "申请更正",
        "correction.approve": "同意更正",
        "correction.refuse": "不予更正",
    }
    journal_subjects = {"duty": "填报任务", "month": "月份", "unit": "单位", "day": "日期", "step": "审核环节"}

    def ready(self) -> None:
        from core.intake.desks import add_desk

        from .imports.desk import ReportsDesk

        add_desk(ReportsDesk())
