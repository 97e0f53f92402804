from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = "项目审批"
    default_auto_field = "django.db.models.BigAutoField"
    journal_actions = {
        "approvals.publish_guide": "发布审批服务指南",
        "approvals.upload_guide": "上传指南新版",
        "approvals.schedule_guide": "定于施行日发布指南",
        "approvals.withdraw_guide": "撤下指南新版",
        "approvals.set_route": "选定审批模板",
        "approvals.open": "收件",
        "approvals.supplement": "一次性告知补正",
        "approvals.supply": "补齐材料",
        "approvals.accept": "受理",
        "approvals.accept_by_silence": "逾期未告知视为受理",
        "approvals.turn_away": "不予受理",
        "approvals.withdraw": "撤回申请",
        "approvals.pause": "暂停审批计时",
        "approvals.resume": "恢复审批计时",
        "approvals.extend": "延长期限",
        "approvals.decide": "作出决定",
        "approvals.deliver": "送达",
        "approvals.start_round": "开始图审",
        "approvals.give_opinion": "提出专业意见",
        "approvals.correct_opinion": "更正专业意见",
        "approvals.issue_round": "出具联合图审意见",
        "approvals.log_service": "登记服务记录",
        "approvals.reckon": "重算审批期限",
    }
    journal_subjects = {
        "approval_case": "审批件",
        "guide": "审批服务指南",
        "guide_draft": "指南待发布稿",
        "service": "服务记录",
    }
