from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "demonstration"
    verbose_name = "演示数据"
    journal_actions = {
        "demonstration.load_month": "装载演示月报",
        "demonstration.load_people": "装载演示账号",
        "demonstration.load_approvals": "装载演示审批",
    }
